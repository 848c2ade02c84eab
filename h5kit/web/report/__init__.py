"""The report page: access, links, masking, sections, pictures."""
