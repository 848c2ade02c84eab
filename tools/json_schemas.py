"""Write the JSON Schemas that the package ships into h5kit/data/schemas (make generated)."""

from pathlib import Path

from h5kit import schemas

FOLDER = Path(schemas.__file__).parent / "data" / "schemas"


def main() -> None:
    """Write the files."""
    schemas.write(FOLDER, schemas.SHIPPED)


if __name__ == "__main__":
    main()
