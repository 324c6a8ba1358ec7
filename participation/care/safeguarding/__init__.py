"""Every word is heard: screened by the machine, read by a person."""
