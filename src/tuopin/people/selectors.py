"""Who is asking, and what is theirs to see and do today."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.contrib.sessions.models import Session
from django.db.models import Model, Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tuopin.divisions.selectors import names_of
from tuopin.kernel.areas import NATION, is_code, level_of, subtree, within
from tuopin.kernel.pack import pack
from tuopin.kernel.refusals import Forbidden, NotFound
from tuopin.kernel.words import phrase
from tuopin.people.models import Account, Post, RecoveryCode, SecondFactor
from tuopin.scope.selectors import rows_of
from tuopin.scope.services import showing

APPROVES = "confirm"  # whoever holds this act approves, and needs more than a password
OPERATOR = "operator"  # the name in the trail of whoever holds the home folder
ONLY_READS = frozenset({"read", "export", "reveal", "publish", "audit"})  # acts that leave every row of the register as it was
ACTS = {
    Post.Role.CLERK: frozenset({"read", "import", "correct", "export", "reveal"}),
    Post.Role.HEAD: frozenset({"read", "import", "correct", "confirm", "export", "reveal", "publish"}),
    Post.Role.READER: frozenset({"read"}),
    Post.Role.AUDITOR: frozenset({"read", "export", "audit"}),
}


@dataclass(frozen=True)
class Actor:
    """The asker of one request: a name for the trail, and for each act the areas where it is allowed."""

    name: str
    areas: tuple[tuple[str, frozenset[str]], ...]  # (area code, acts)
    account_id: int | None = None
    roles: tuple[str, ...] = ()  # of the posts, in the order of the areas
    offices: tuple[str, ...] = ()  # likewise: secretary, chief, deputy or nothing

    def post_at(self, code: str) -> str:
        """The posts that cover the place, as the trail tells them: `role@area`; all posts where none covers it."""
        held = [f"{role}@{area}" for (area, _), role in zip(self.areas, self.roles, strict=False)]
        here = [post for post in held if within(code, post.partition("@")[2])]
        return "+".join(sorted(set(here or held)))[:200]

    def areas_for(self, act: str) -> list[str]:
        """The areas in which the act is allowed, none inside another; the widest first, in the same order in every process."""
        codes = sorted({code for code, acts in self.areas if act in acts}, key=lambda code: (level_of(code), code))
        return [c for n, c in enumerate(codes) if not any(within(c, wider) for wider in codes[:n])]

    def may(self, act: str, code: str) -> bool:
        """Whether the act is allowed at the place `code`; anything unclear is no."""
        return is_code(code) and any(within(code, area) for area in self.areas_for(act))

    def require(self, act: str, code: str) -> None:
        """Raise NotFound when the place is not the asker's to see, Forbidden when it is but the act is not theirs."""
        if not self.may("read", code):
            raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
        if not self.may(act, code):
            raise Forbidden("act-not-allowed", phrase("您的岗位不能办理这件事。"), phrase("请由有权限的岗位办理。"))

    def scope(self, field: str = "village_code", act: str = "read") -> Q:
        """The condition that keeps a query inside the asker's areas; nothing at all when there are none."""
        condition = Q(pk__in=[])
        for area in self.areas_for(act):
            if area == NATION:
                return Q()
            low, high = subtree(area)
            condition |= Q(**{f"{field}__gte": low, f"{field}__lt": high})
        return condition

    @property
    def home(self) -> str:
        """The widest area that is theirs to see: where their home page starts."""
        areas = self.areas_for("read")
        return areas[0] if areas else ""


def working_as(actor: Actor) -> AbstractContextManager[None]:
    """For the time of the block the database shows what the actor may read and takes what they may write, and nothing else."""
    writes = [code for code, acts in actor.areas if acts - ONLY_READS]
    return showing(read=actor.areas_for("read"), write=writes, asker=actor.account_id, audit=actor.areas_for("audit"))


def operator() -> Actor:
    """Whoever holds the home folder with its keys: the command line without `--as`."""
    return Actor(OPERATOR, ((NATION, frozenset({"read", "import", "correct", "confirm", "export", "reveal", "publish", "audit"})),))


def actor_for(account: Account, *, on: date, posts: Iterable[Post] | None = None) -> Actor:
    """The asker behind a logged-in account; `posts` are those of the day where the caller has just read them."""
    if not account.is_active:
        return Actor(account.username, (), account.pk)
    held = list(posts_of(account, on=on) if posts is None else posts)
    areas = tuple((p.area_code, ACTS[p.role]) for p in held)
    return Actor(account.username, areas, account.pk, tuple(str(p.role) for p in held), tuple(str(p.office) for p in held))


def posts_held(*, on: date) -> QuerySet[Post]:
    """The posts that run on the day."""
    return Post.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)


def posts_of(account: Account, *, on: date) -> QuerySet[Post]:
    """The posts that the account holds on the day, the widest area first."""
    return posts_held(on=on).filter(account=account).order_by("area_code", "pk")


def account_named(username: str) -> Account:
    """The account that logs in with the name; raises NotFound."""
    found = Account.objects.filter(username=username.strip().lower()).first()
    if found is None:
        raise NotFound("no-such-account", phrase("没有登录名为“{name}”的账户。"), phrase("用 tuopin account list 查看账户。"), name=username)
    return found


def account_numbered(pk: int) -> Account:
    """The account of a log-in half done; raises NotFound."""
    found = Account.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("no-such-account", phrase("没有这个账户。"), phrase("请重新登录。"))
    return found


def roles() -> list[str]:
    """The roles that a post can have."""
    return list(Post.Role.values)


def names_of_accounts(usernames: Iterable[str]) -> dict[str, str]:
    """Whose log-in names these are, for whoever may see what was done under them; a name that no account has is not in the answer."""
    wanted = {name for name in usernames if name}
    return dict(Account.objects.filter(username__in=wanted).values_list("username", "name")) if wanted else {}


def persons_told(acts: Iterable[tuple[str, date]]) -> dict[tuple[str, date], str]:
    """Who did it, as `name · post`, for each log-in name and day: the posts that the person held on that day, with the titles they had.

    The operator is called one; a name that no account has (a file that brought a value) stands as it is. Three queries, none where nothing is asked.
    """
    wanted = {(name, on) for name, on in acts if name}
    held = Account.objects.filter(username__in={name for name, _on in wanted}).prefetch_related("posts") if wanted else []
    known = {account.username: (account.name, sorted(account.posts.all(), key=lambda post: (post.area_code, post.pk))) for account in held}
    codes = {post.area_code for _name, posts in known.values() for post in posts}
    places = names_of(codes, on=max(on for _name, on in wanted)) if codes else {}
    return {(login, on): _told(*known[login], on, places) if login in known else _("系统管理员") if login == OPERATOR else login for login, on in wanted}


def told_of(rows: Iterable[object], by: str, at: str) -> dict[tuple[str, date], str]:
    """`persons_told` for rows of a list, each with a log-in name in `by` and a day or an instant in `at`; rows without either are passed over."""
    said = ((getattr(row, by), getattr(row, at)) for row in rows)
    return persons_told((name, localtime(when).date() if isinstance(when, datetime) else when) for name, when in said if name and when)


def _told(name: str, posts: Iterable[Post], on: date, places: dict[str, str]) -> str:
    """`name · post`, or the name alone of somebody who held no post that day."""
    held = [post for post in posts if post.starts_on <= on and (post.ends_on is None or on < post.ends_on)]
    return " · ".join([name, *dict.fromkeys(post_in_words(places.get(post.area_code, ""), post.role, _(post.title) if post.title else "") for post in held)])


def post_in_words(place: str, role: str, title: str = "") -> str:
    """A post as it is called: the place with the title that its holder has there, else with the pack's or the house's word for the role."""
    word = title or pack().titles.get(role) or str(dict(Post.Role.choices).get(role, role))
    return f"{place} {word}".strip()


def same_person(one: int | None, other: int | None) -> bool:
    """Whether two accounts, by number, are one natural person: the same account, for no two have one identity. The operator is nobody's account."""
    return one is not None and one == other


def accounts() -> QuerySet[Account]:
    """All accounts with their posts, for whoever administers them."""
    return Account.objects.prefetch_related("posts").order_by("username")


def still_holds(account_id: int, actor: Actor, *, on: date) -> bool:
    """Whether the account is open and holds, at this moment, every post that the actor began with."""
    held = set(posts_held(on=on).filter(account=account_id, account__is_active=True).values_list("area_code", "role"))
    return {(area, role) for (area, _acts), role in zip(actor.areas, actor.roles, strict=True)} <= held


def actor_of_command(account: str | None, *, on: date) -> Actor:
    """The asker of a command: the account named with `--as`, else the operator who holds the home folder."""
    return operator() if account is None else actor_for(account_named(account), on=on)


@dataclass(frozen=True)
class Asking:
    """What the database says, at this moment, of whoever comes with a session."""

    session_data: str  # signed; only reading it tells whose the session is
    account: Account | None
    posts: tuple[Post, ...]  # those of the day, the widest area first


def who_asks(session_key: str, *, account_id: int | None, on: date) -> Asking | None:
    """The session, with `account_id` and that account's posts on the day, read in one statement; None when it has ended.

    `account_id` is who the caller supposes the session to be of: the answer counts only when the session itself says so too.
    """
    rows = rows_of(_statement_of_asking(), {"session": session_key, "account": account_id, "on": on})
    if not rows:
        return None
    width = 1 + len(_columns(Account))
    account = _from_row(Account, rows[0][1:width])
    return Asking(rows[0][0], account, tuple(post for row in rows if (post := _from_row(Post, row[width:]))))


@cache
def _statement_of_asking() -> str:
    def named(table: str, model: type[Model]) -> str:
        return ", ".join(f"{table}.{column}" for column in _columns(model))

    return f"""
        SELECT s.session_data, {named("a", Account)}, {named("p", Post)} FROM {Session._meta.db_table} s
        LEFT JOIN {Account._meta.db_table} a ON a.id = %(account)s
        LEFT JOIN {Post._meta.db_table} p ON p.account_id = a.id AND p.starts_on <= %(on)s AND (p.ends_on IS NULL OR p.ends_on > %(on)s)
        WHERE s.session_key = %(session)s AND s.expire_date > now() ORDER BY p.area_code, p.id
    """


@cache
def _columns(model: type[Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields]


def _from_row(model: type[Model], values: tuple) -> Model | None:
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db("default", names, values) if values[0] is not None else None


def has_second_factor(account: Account) -> bool:
    """Whether the account has a confirmed device with one-time codes."""
    return SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).exists()


def factor_wanted(actor: Actor, account: Account) -> Forbidden | None:
    """Why somebody who approves does nothing weighty yet: without a second factor. None for whoever has one, or approves nothing."""
    if not actor.areas_for(APPROVES) or has_second_factor(account):
        return None
    return Forbidden("factor-missing", phrase("负责人办理这件事,须先登记动态口令。"), phrase("请到“账户与密码”登记动态口令,再回来办理。"))


def paper_codes_left(account: Account) -> int:
    """How many codes on paper can still stand in for the device."""
    return RecoveryCode.objects.filter(account=account, used_at=None).count()
