"""Where flows, authorizations and jobs are kept, behind one port."""
