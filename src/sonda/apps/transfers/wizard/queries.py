"""Reads of mappings: those that are kept, those that earlier files were imported with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any

from django.db.models import F, Max, QuerySet, Window
from django.db.models.functions import RowNumber

from sonda.apps.organizations.models import Member, Organization
from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.models import Question, Survey
from sonda.apps.transfers.choices import State
from sonda.apps.transfers.mapping.columns import SINGLE, Column, MappingError
from sonda.apps.transfers.mapping.file import FileMapping, read_mapping
from sonda.apps.transfers.models import Import, SavedMapping, Upload
from sonda.apps.transfers.profiling.profile import Profile
from sonda.apps.transfers.suggesting.again import renewed
from sonda.apps.transfers.suggesting.columns import columns_of
from sonda.apps.transfers.suggesting.drift import ENOUGH, Drift, laid_on
from sonda.apps.transfers.suggesting.language import language_in_use, language_of_file
from sonda.apps.transfers.suggesting.roles import Guess, suggest
from sonda.apps.transfers.suggesting.words import is_generic, key_from
from sonda.apps.transfers.uploads.queries import how_to_open
from sonda.apps.transfers.wizard.moments import moment_in, without_moment
from sonda.methods.result import N_, Note

TRIED = 30  # earlier mappings that a new file is compared with
REMEMBERED = 5  # earlier files whose unwanted columns stay left out


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What the columns page shows: a mapping, where it comes from, and what is known of each column."""

    mapping: FileMapping
    guesses: dict[str, Guess]
    earlier: str = ""  # the name under which the mapping is kept, or the file that was imported with it
    name: str = ""  # under which it is kept
    notes: tuple[Note, ...] = ()
    added: frozenset[str] = field(default_factory=frozenset)
    words: str = "en"  # the language in which the file's own words are


def saved_mappings(member: Member) -> QuerySet[SavedMapping]:
    """Every version of the mappings that a member may see, by name, the latest version first."""
    return SavedMapping.objects.visible_to(member).select_related("saved_by__user")


def surveys(member: Member) -> QuerySet[Survey]:
    return Survey.objects.visible_to(member)


def draft_of(upload: Upload, *, language: str) -> Draft:
    """The mapping that was drafted for a file; before that the earlier one which fits best, else a suggestion."""
    profile = Profile.from_json(upload.profile)
    guesses = suggest(profile)
    by_name = {guess.name: guess for guess in guesses}
    words = language_of_file(profile, reader=language)
    drift, earlier, name, base = best_earlier(upload.organization, profile, by_name)
    if upload.mapping:
        mapping = read_mapping(upload.mapping)
        here = laid_on(profile, mapping.columns)  # the file may have been read otherwise since
        mapping = replace(mapping, columns=here.columns, file=reading_of(upload))
        words = language_in_use(mapping.columns) or words
        return Draft(mapping=mapping, guesses=by_name, earlier=earlier, name=name, notes=here.notes, words=words)
    if base and drift:
        ours = Survey.objects.filter(organization=upload.organization, key=base.survey)
        bank = Question.objects.filter(survey__in=ours)
        unwanted = left_out(upload.organization, base.survey)
        found = renewed(profile, drift, by_name, bank=bank, left_out=unwanted, language=words)
        return Draft(
            mapping=again(base, found.columns, upload),
            guesses=by_name,
            earlier=earlier,
            name=name,
            notes=(*drift.notes, *found.notes, *asked_again(base, upload, found.columns), *unsaid(found.n_waiting)),
            added=frozenset(drift.added),
            words=words,
        )
    mapping = first(upload, profile, guesses, language=language, words=words)
    notes = told_by_name(upload, mapping.columns)
    return Draft(mapping=mapping, guesses=by_name, notes=notes, words=words)


def best_earlier(
    organization: Organization, profile: Profile, guesses: Mapping[str, Guess]
) -> tuple[Drift | None, str, str, FileMapping | None]:
    """The earlier mapping that fits a file best, kept ones before merely used ones: (drift, told as, name, mapping)."""
    best: tuple[Drift | None, str, str, FileMapping | None] = (None, "", "", None)
    most = 0.0
    meant = {name for name, guess in guesses.items() if guess.role}
    unwanted = cache(partial(left_out, organization))
    for told, name, text in earlier_mappings(organization):
        try:
            mapping = read_mapping(text)
        except MappingError:
            continue
        drift = laid_on(profile, mapping.columns)
        # Of two that fit alike, the one that says more of the file; a kept one is asked first and wins a tie.
        fit = drift.share + len(drift.columns) / (len(profile.columns) + 1)
        if fit > most + 1e-9 and (drift.fits(meant) or drift.fits(meant, unwanted(mapping.survey))):
            best, most = (drift, told, name, mapping), fit
    return best


def earlier_mappings(organization: Organization) -> list[tuple[str, str, str]]:
    """(told as, name, text) of the latest version of each kept mapping, then of the imports that were done."""
    latest = SavedMapping.objects.filter(organization=organization).annotate(
        place=Window(RowNumber(), partition_by=[F("name")], order_by=F("version").desc())
    )
    kept = [(saved.name, saved.name, saved.text) for saved in latest.filter(place=1).order_by("-pk")[:TRIED]]
    newest = (
        Import.objects.filter(organization=organization, state=State.DONE)
        .values("mapping_sha256")
        .annotate(newest=Max("pk"))
        .order_by("-newest")
        .values_list("newest", flat=True)[:TRIED]
    )
    used = Import.objects.filter(pk__in=list(newest)).order_by("-pk")
    return [*kept, *((done.file_name, "", done.mapping) for done in used)]


def again(base: FileMapping, columns: tuple[Column, ...], upload: Upload) -> FileMapping:
    """An earlier mapping for a new file: what belonged to the earlier one is said by its name, or asked again."""
    constants = {name: value for name, value in base.constants.items() if name != "answered_on"}
    constants |= first_day_of(upload, columns)
    wave = wave_of(upload) if base.wave else ""
    file = reading_of(upload)
    return replace(base, columns=columns, wave=wave, constants=constants, file=file, organization={}, text="")


def asked_again(base: FileMapping, upload: Upload, columns: Iterable[Column]) -> list[Note]:
    by_name = told_by_name(upload, columns)
    notes = [*by_name]
    if base.wave and not wave_of(upload):
        notes.append(Note(text=N_("The earlier file was the wave “%(wave)s”; say which one this is."),
                          values={"wave": base.wave}))  # fmt: skip
    if "answered_on" in base.constants and not by_name:
        notes.append(Note(text=N_("The earlier file said no dates; say when these answers were given.")))
    return notes


def left_out(organization: Organization, survey: str) -> set[str]:
    """Columns that earlier files of a survey had, and that were brought in by none of them."""
    earlier = Upload.objects.filter(organization=organization, became__survey__key=survey, became__state=State.DONE)
    there: set[str] = set()
    wanted: set[str] = set()
    for profile, text in earlier.order_by("-pk").values_list("profile", "mapping")[:REMEMBERED]:
        there |= {column.name for column in Profile.from_json(profile).columns}
        wanted |= {column.name for column in read_mapping(text).columns}
    return there - wanted


def unsaid(n: int) -> list[Note]:
    """Columns of the file that neither the earlier mapping nor a suggestion speaks of."""
    if not n:
        return []
    text = N_("Columns that the earlier mapping does not have: %(n)s. They are left out until you say what they mean.")
    return [Note(text=text, values={"n": n})]


def first(upload: Upload, profile: Profile, guesses: tuple[Guess, ...], *, language: str, words: str) -> FileMapping:
    """A mapping made of guesses alone; for a survey of its own, unless the one of its name asks the same questions."""
    columns = columns_of(profile, guesses, language=words)
    key, title = survey_of(upload, columns)
    return FileMapping(
        survey=key,
        title={language: title},
        columns=columns,
        wave=wave_of(upload),
        constants=first_day_of(upload, columns),
        file=reading_of(upload),
    )


def survey_of(upload: Upload, columns: Iterable[Column]) -> tuple[str, str]:
    """The key and title of the survey that a file is named after, with the first number that makes it free."""
    known = {survey.key: survey for survey in Survey.objects.filter(organization=upload.organization)}
    named = title_of(upload.file_name)
    titles = (named if number == 1 else f"{named} {number}" for number in count(1))
    keys = ((key_from(title).replace("_", "-"), title) for title in titles)
    return next((key, title) for key, title in keys if key not in known or asks_the_same(known[key], columns))


def asks_the_same(survey: Survey, columns: Iterable[Column]) -> bool:
    """Whether a survey knows most of a file's questions, not counting what stands in any file; an empty one may be
    filled by whatever bears its name."""
    questions = {question.key: question for question in survey.questions.all()}
    telling = [column for column in columns if column.key not in SINGLE.values() and not is_generic(column.name)]
    same = [column for column in telling if column.key in questions and questions[column.key].role == column.role]
    return not questions or (bool(telling) and len(same) >= ENOUGH * len(telling))


def wave_of(upload: Upload) -> str:
    moment = moment_in(upload.file_name)
    return moment.wave if moment else ""


def first_day_of(upload: Upload, columns: Iterable[Column]) -> dict[str, Any]:
    """When the answers were given, where no column says so and the file's name tells a year, a quarter or a month."""
    moment = moment_in(upload.file_name)
    if moment is None or any(column.role == Role.PERIOD for column in columns):
        return {}
    return {"answered_on": moment.first}


def told_by_name(upload: Upload, columns: Iterable[Column]) -> tuple[Note, ...]:
    """What is suggested because the file's name says it."""
    moment = moment_in(upload.file_name)
    return (moment.note,) if moment and first_day_of(upload, columns) else ()


def reading_of(upload: Upload) -> dict[str, Any]:
    """How the file is read, where that is not what anybody would detect."""
    told = {name: value for name, value in how_to_open(upload).items() if value}
    if told.get("header_row") == 1:
        del told["header_row"]
    return told


def title_of(file_name: str) -> str:
    """The name of a file as the title of a survey.

    >>> title_of("sfo_customer_survey_2017.csv"), title_of("2026-03.xlsx")
    ('Sfo customer survey', 'Survey')
    """
    stem = file_name.removesuffix(".gz")
    stem = without_moment(Path(stem).stem.replace("_", " ").replace("-", " "))
    words = " ".join(word for word in stem.split() if not word.isdigit())[:60].strip()
    return words[:1].upper() + words[1:] if words else "Survey"
