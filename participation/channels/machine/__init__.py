"""Machines outside the house that put words into English. Off unless a council switches one on."""
