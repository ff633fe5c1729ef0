"""What pyproject.toml cannot say: packages are found, and the folder `templates` lies in the package where that is installed."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["gen", "gen.*"]), "gen.templates"],
    package_dir={"gen.templates": "templates"},
    package_data={"gen": ["py.typed", "tex.txt", "starter/*/*"], "gen.templates": ["*.j2", "*.sty", "*.html", "*.css", "*.js"]},
)
