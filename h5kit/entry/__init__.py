"""How a partner opens a flow: parameters, partners, sessions, the signed handle."""
