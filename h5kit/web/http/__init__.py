"""What all pages and answers share: parts, headers, bodies, templates, assets, errors."""
