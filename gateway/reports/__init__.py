"""Reports as files a person keeps: made here, at the door, from what the services answer."""
