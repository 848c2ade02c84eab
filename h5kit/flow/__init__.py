"""The authorization flow as pure data: no socket, clock, cookie or template in here."""
