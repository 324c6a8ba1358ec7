"""Our client and our stand-in held against Twilio's own description. By hand: it needs Node."""
