"""The state machine of the authorization flow, pure: no socket, clock, cookie or template."""
