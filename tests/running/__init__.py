"""What stands around the service on a council's server: units, proxies, roles."""
