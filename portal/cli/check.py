"""`portal check`: whether a signed agreement's PDF is whole, without server and database."""

import sys
from pathlib import Path

import click

from portal.core.i18n import Bilingual


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--certificate",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The seal's certificate (PEM); /verify of the portal hands it out.",
)
def check(file: Path, certificate: Path | None) -> None:
    """Check a signed agreement by its PDF alone; exit 1 and say what is wrong if anything is."""
    from portal.adapters.paper_check import check_paper

    found = check_paper(file.read_bytes(), certificate)
    if found.content is not None:
        said = found.content
        click.echo(f"Agreement   {said.number}, version {said.version}: {_line(said.title)}")
        click.echo(f"Parties     {said.brand}; {_line(said.supplier.name)}")
        click.echo(f"Covers      {', '.join((*said.categories, *said.products))}")
        click.echo(f"SHA-256     {found.sha256}")
    for one in found.signatures:
        click.echo(f"Signed      {one['name']} ({one['side']}), {one['at']}: {one['meaning']}")
    if found.seal is not None:
        click.echo(f"Sealed by   {found.seal.subject}")
        click.echo(f"            certificate SHA-256 {found.seal.fingerprint}")
        if found.seal.stamped_at:
            click.echo(f"            time stamp {found.seal.stamped_at}")
    for fault in found.faults:
        click.echo(fault, err=True)
    if found.faults:
        sys.exit(1)
    whose = (
        "" if certificate else " Compare the certificate with the one that the portal hands out."
    )
    click.echo(f"The file is whole: both sides signed this text.{whose}")


def _line(text: Bilingual) -> str:
    return " · ".join(part for part in (text.zh, text.en) if part)
