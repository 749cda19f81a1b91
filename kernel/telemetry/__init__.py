"""What is known of a running process: its settings, its log, its measures. Loads no eventlet."""
