"""How a partner opens a flow: its parameters, the partners' file, signed handles."""
