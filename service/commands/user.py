"""thirdorder user: the accounts of a service, managed where its data lie."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import select

from thirdorder.service.commands.located import located, opened
from thirdorder.service.errors import NotFoundError


@click.group(
    epilog="\b\nExamples:\n"
    "  thirdorder user add ana --name 'Ana Lima' --data reviews/peers\n"
    "  thirdorder user password ana --data reviews/peers\n"
    "  thirdorder user list --data reviews/peers"
)
def command() -> None:
    """Accounts: the first one is the administrator, and takes over what was done before there were any."""


@command.command()
@click.argument("login")
@click.option("--name", default="", help="The name that others see, else the login.")
@click.option("--admin", is_flag=True, help="May manage accounts.")
@click.option("--password", envvar="THIRDORDER_PASSWORD", help="Else it is asked for; or by THIRDORDER_PASSWORD.")
@located
def add(login: str, name: str, admin: bool, password: str | None, data: Path, database: str) -> None:
    """Make an account."""
    from thirdorder.service.store.secrets import add_account

    password = password or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    with opened(data, database).writing() as session:
        made = add_account(session, name or login, login, password, admin=admin)
    click.echo(f"{made.login} can sign in{' and manages accounts' if made.admin else ''}.")


@command.command()
@click.argument("login")
@click.option("--password", envvar="THIRDORDER_PASSWORD", help="Else it is asked for.")
@located
def password(login: str, password: str | None, data: Path, database: str) -> None:
    """Give an account another password; whoever is signed in with it is signed out."""
    from thirdorder.service.store.schema import AccountRow
    from thirdorder.service.store.secrets import set_password

    password = password or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    with opened(data, database).writing() as session:
        row = session.scalars(select(AccountRow).where(AccountRow.login == login.casefold())).first()
        if row is None:
            raise NotFoundError(f"There is no account {login}.")
        set_password(session, row.id, password, row.id)
    click.echo(f"{login} has a new password.")


@command.command(name="list")
@located
def list_(data: Path, database: str) -> None:
    """All accounts."""
    from thirdorder.service.store.people import accounts

    with opened(data, database).reading() as session:
        for one in accounts(session):
            state = "" if one.active else "  (known by name alone)" if one.login is None else "  (closed)"
            click.echo(f"{one.id}  {one.login or '-'}  {one.name}{'  administrator' if one.admin else ''}{state}")
