"""What all pages and responses share: parts, headers, bodies, templates, assets, errors."""
