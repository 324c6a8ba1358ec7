"""What has been promised for later."""
