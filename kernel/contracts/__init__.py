"""Every message of the platform, one file per service: what is asked, answered and announced."""
