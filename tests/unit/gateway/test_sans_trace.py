"""The page without script: the same orientation as in a conversation, the danger first, nothing written anywhere."""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Mapping
from datetime import datetime
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import cartes
from bot.declaration import situation, situer, valider
from bot.expose import exposer, repondre
from bot.gateway.app import ENTETES, creer_app
from bot.gateway.limites import CARACTERES_MAX, CORPS_MAX, MESSAGES_RESEAU
from bot.gateway.sans_trace import Lecteur
from bot.gateway.sans_trace.formulaire import JETE_MAX
from bot.horaires import PARIS
from bot.knowledge import charger
from bot.labels import CRITERES, DOMAINES
from bot.logs import FormatMuet
from bot.orientation import LITIGES, orienter
from bot.reponses import Phrase, dire
from bot.settings import lire
from bot.store.tables import metadata

RECIT = "Le magasin Zanzibulle a dit non à cause de mes lunettes violettes."
DANGER = "je veux mourir"
MARDI = datetime(2026, 3, 3, 15, 0, tzinfo=PARIS)
VIDES = {"input", "meta", "link", "br"}


class Lecture:
    """Stands where the model is: gives the analysis that the test says."""

    def __init__(self, **analyse: Any) -> None:
        self.analyse: dict[str, Any] | None = {
            "intent": {"nom": "raconter", "confiance": 1.0},
            "nature": {"nom": "insuffisant", "confiance": 1.0},
            "criteres": [],
            "domaine": None,
            "ensemble": [],
            "role": None,
            "sujet": None,
            "secteur": None,
            "lieu": None,
            "langue": "fr",
            "danger": None,
            **analyse,
        }
        self.lus: list[str] = []

    def preparer(self) -> None:
        pass

    async def lire(self, texte: str, reseau: str) -> Mapping[str, Any] | None:
        self.lus.append(texte)
        return self.analyse


class Page(HTMLParser):
    """A page as a person and a form see it: its text, fields, links, headings, tags; checks that tags are closed."""

    def __init__(self, reponse: httpx.Response) -> None:
        super().__init__()
        self.reponse = reponse
        self.texte = ""
        self.champs: list[tuple[str, str]] = []
        self.boutons: list[str] = []
        self.liens: list[str] = []
        self.tags: list[str] = []
        self.classes: list[str] = []
        self._ouverts: list[str] = []
        self._select = self._zone = ""
        self._choisie: str | None = None
        self.feed(reponse.text)
        assert self._ouverts == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {nom: valeur or "" for nom, valeur in attrs}
        assert not [nom for nom in a if nom.startswith("on") or nom == "style"]
        self.tags.append(tag)
        self.classes += a.get("class", "").split()
        if tag not in VIDES:
            self._ouverts.append(tag)
        if tag == "input":
            self.champs.append((a["name"], a["value"]))
        elif tag == "textarea":
            self._zone = a["name"]
            self.champs.append((self._zone, ""))
        elif tag == "select":
            self._select, self._choisie = a["name"], None
        elif tag == "option" and ("selected" in a or self._choisie is None):
            self._choisie = a["value"]
        elif tag == "button":
            self.boutons.append(a["value"])
        elif tag == "a":
            self.liens.append(a["href"])

    def handle_endtag(self, tag: str) -> None:
        assert self._ouverts.pop() == tag
        if tag == "select":
            self.champs.append((self._select, self._choisie or ""))
        elif tag == "textarea":
            self.champs[-1] = (self._zone, self.champs[-1][1].removeprefix("\n"))
            self._zone = ""

    def handle_data(self, data: str) -> None:
        if self._zone:
            self.champs[-1] = (self._zone, self.champs[-1][1] + data)
        elif not self._select or "option" not in self._ouverts:
            self.texte += data

    def champ(self, nom: str) -> str:
        return dict(self.champs)[nom]

    def dit(self, phrase: str) -> bool:
        return " ".join(phrase.split()) in " ".join(self.texte.split())


def multipart(champs: list[tuple[str, str]]) -> list[tuple[str, tuple[None, str]]]:
    return [(nom, (None, valeur)) for nom, valeur in champs]


async def poster(porte: Any, *champs: tuple[str, str], vers: str = "comprendre", **autres: str) -> Page:
    """Send these fields as a browser does."""
    tous = [*champs, *autres.items(), ("vers", vers)]
    return Page(await porte.http.post("/sans-trace", files=multipart(tous)))


async def envoyer(porte: Any, page: Page, vers: str, **changes: str) -> Page:
    """Touch a button of a page, some fields changed: the others go as they are."""
    assert vers in page.boutons
    return await poster(porte, *((n, changes.get(n, v)) for n, v in page.champs), vers=vers)


@pytest.fixture
def lecture(porte: Any) -> Lecture:
    """A reading for the page; MARDI is the day."""
    porte.app.state.lecteur = Lecture()
    porte.app.state.base.horloge = lambda: MARDI
    return porte.app.state.lecteur  # type: ignore[no-any-return]


# --- The same orientation as in a conversation ---------------------------------------------------

SITUATIONS: dict[str, list[tuple[str, str, str, str, str, str]]] = {
    # voie: (role, nature, critères, domaine, secteur, lieu)…
    "discrimination": [
        ("victime", "discrimination", "origine", "logement", "", "Roubaix"),
        ("temoin", "discrimination", "age,handicap", "emploi", "public", "Amiens"),
        ("proche", "", "perte_autonomie", "sante", "", "02"),
        ("", "autre_litige", "religion", "services_publics", "", "Paris"),
    ],
    "insuffisant": [("victime", "discrimination", "", "emploi", "", "Creil"), ("", "", "", "", "", "")],
    "propos_haineux": [("victime", "propos_haineux", "origine", "autre", "", "Lens")],
    "violence": [("victime", "violence", "sexe", "autre", "", "Calais"), ("temoin", "violence", "", "", "", "80")],
    "harcelement": [
        ("victime", "harcelement", "grossesse", "emploi", "prive", "Lille"),
        ("proche", "harcelement", "", "education", "", "Beauvais"),
    ],
    "professionnel": [("professionnel", "", "", "", "", "Lille"), ("professionnel", "", "", "", "", "")],
    **{f"litige_{nom}": [("victime", "autre_litige", "", domaine, "", "59")] for domaine, nom in LITIGES.items()},
    "litige_autre": [("victime", "autre_litige", "", "vie_associative", "", "60")],
}
CAS = [(voie, *cas) for voie, liste in SITUATIONS.items() for cas in liste]


def paroles(carte: Any) -> list[str]:
    """Every text of a card that people read."""
    if isinstance(carte, str):
        return [carte]
    if isinstance(carte, dict):
        muets = ("id", "type", "adresse", "ouvert", "present", "perime", "lien")
        adresse = [] if "titre" in carte or not carte.get("adresse") else [carte["adresse"]]
        return adresse + [p for nom, valeur in carte.items() if nom not in muets for p in paroles(valeur)]
    return [p for piece in carte for p in paroles(piece)] if isinstance(carte, (list, tuple)) else []


@pytest.mark.parametrize(("voie", "role", "nature", "criteres", "domaine", "secteur", "lieu"), CAS)
async def test_every_voie_says_what_the_conversation_says(
    porte: Any,
    lecture: Lecture,
    voie: str,
    role: str,
    nature: str,
    criteres: str,
    domaine: str,
    secteur: str,
    lieu: str,
) -> None:
    faits = charger()
    s = situation(valider(role, nature, criteres.split(","), domaine, secteur), situer(lieu).lieu)
    o = orienter(s, faits, MARDI)
    assert o.voie == voie
    page = await poster(
        porte,
        *(("critere", c) for c in criteres.split(",")),
        vers="orienter",
        recit=RECIT,
        role=role,
        nature=nature,
        domaine=domaine,
        secteur=secteur,
        lieu=lieu,
    )
    assert page.reponse.status_code == 200
    dit = exposer(o, s, faits, MARDI.date())
    attendues = [*map(dire, dit.phrases), *paroles(list(dit.cartes))]
    attendues += paroles(cartes.recapitulatif(o, s, faits, MARDI.date()))
    assert [p for p in attendues if not page.dit(p)] == []
    contacts = dit.cartes[0]["contacts"]
    assert {c["tel"]["lien"] for c in contacts if c["tel"]} <= set(page.liens)
    montrees = [c for c in page.classes if c.startswith("carte-") and c != "carte-titre"]
    assert montrees == [*(f"carte-{c['type']}" for c in dit.cartes), "carte-recapitulatif"]


def test_every_voie_is_tried() -> None:
    litiges = {f"litige_{v}" for v in (*LITIGES.values(), "autre")}
    autres = {"discrimination", "insuffisant", "propos_haineux", "violence", "harcelement", "professionnel"}
    assert set(SITUATIONS) == litiges | autres


# --- The steps ------------------------------------------------------------------------------------


async def test_what_was_read_is_shown_and_chosen_in_the_lists(porte: Any, lecture: Lecture) -> None:
    porte.app.state.lecteur = Lecture(
        nature={"nom": "discrimination", "confiance": 0.9},
        criteres=[{"id": "apparence_physique", "confiance": 0.97, "mots": ["lunettes", "violettes"]}],
        domaine={"id": "biens_services", "confiance": 0.9, "mots": ["magasin"]},
        role="proche",
    )
    page = await poster(porte, recit=f"{RECIT} C'était à Lille.", role="", lieu="")
    assert "carte-qualification" in page.classes
    assert [page.dit(m) for m in ("lunettes", "violettes", "magasin")] == [True] * 3
    assert [v for n, v in page.champs if n == "critere"] == ["apparence_physique", ""]
    assert {n: page.champ(n) for n in ("nature", "domaine", "secteur", "role", "lieu", "code")} == {
        "nature": "discrimination",
        "domaine": "biens_services",
        "secteur": "",
        "role": "proche",
        "lieu": "Lille (Nord)",
        "code": "59350",
    }
    fin = await envoyer(porte, page, "orienter")
    assert fin.dit(dire(Phrase("utter_orientation_proche")))


async def test_modifying_keeps_everything(porte: Any, lecture: Lecture) -> None:
    porte.app.state.lecteur = Lecture(
        nature={"nom": "discrimination", "confiance": 0.9},
        criteres=[{"id": "age", "confiance": 0.97, "mots": []}],
        domaine={"id": "emploi", "confiance": 0.9, "mots": []},
    )
    page = await poster(porte, recit=RECIT, role="temoin", lieu="Senlis")
    code = situer("Senlis").possibles[0].code
    choisies = {"domaine": "logement", "nature": "harcelement", "homonyme": code}
    fin = await envoyer(porte, page, "orienter", **choisies)
    retour = await envoyer(porte, fin, "recit")
    assert (retour.champ("recit"), retour.champ("role")) == (RECIT, "temoin")
    encore = await envoyer(porte, retour, "comprendre", recit=f"{RECIT} Encore.")
    # What was chosen by hand is not read again over; what was read is.
    assert {n: encore.champ(n) for n in ("nature", "domaine", "role", "code")} == {
        "nature": "harcelement",
        "domaine": "logement",
        "role": "temoin",
        "code": code,
    }
    porte.app.state.lecteur.analyse["criteres"][0]["id"] = "sexe"
    relu = await envoyer(porte, await envoyer(porte, encore, "recit"), "comprendre")
    assert ("critere", "sexe") in relu.champs


async def test_without_a_model_everything_can_be_chosen(porte: Any, lecture: Lecture) -> None:
    lecture.analyse = None
    page = await poster(porte, recit=RECIT, role="", lieu="")
    options = set(re.findall(r'<option value="(\w+)"', page.reponse.text))
    assert options >= {*CRITERES, *DOMAINES, "harcelement", "propos_haineux", "violence", "autre_litige", "prive"}
    assert page.champ("recit") == RECIT
    fin = await envoyer(porte, page, "orienter", nature="violence", lieu="Lens")
    assert fin.dit(dire(Phrase("utter_orientation_violence")))


async def test_who_does_not_want_to_tell_is_oriented(porte: Any, lecture: Lecture) -> None:
    page = await poster(porte, recit=" ", role="", lieu="")
    assert lecture.lus == []
    assert "carte-qualification" not in page.classes and "alerte" not in page.classes
    assert "carte-contact" in (await envoyer(porte, page, "orienter")).classes


async def test_a_professional_goes_straight_to_the_orientation(porte: Any, lecture: Lecture) -> None:
    page = await poster(porte, recit="", role="professionnel", lieu="Lille")
    assert page.dit(dire(Phrase("utter_orientation_professionnel")))
    assert "carte-information" in page.classes


@pytest.mark.parametrize("lieu", ["Senlis", "wxzqwx"])
async def test_a_professional_is_asked_again_where_when_it_is_not_clear(
    porte: Any, lecture: Lecture, lieu: str
) -> None:
    page = await poster(porte, recit="", role="professionnel", lieu=lieu)
    assert "alerte" in page.classes and page.champ("lieu") == lieu
    assert "carte-contact" in (await envoyer(porte, page, "orienter", lieu="Lille")).classes


@pytest.mark.parametrize(
    ("analyse", "attendu"),
    [
        ({"sujet": {"id": "avocat", "confiance": 0.9}}, "utter_question_avocat"),
        ({"intent": {"nom": "question", "confiance": 0.9}}, "utter_question_inconnue"),
        ({"langue": "tr"}, "utter_autre_langue_tr"),
        ({"langue": "pl"}, "utter_autre_langue_autre"),
    ],
)
async def test_a_question_and_another_language_are_answered(
    porte: Any, lecture: Lecture, analyse: dict[str, Any], attendu: str
) -> None:
    porte.app.state.lecteur = Lecture(**analyse)
    page = await poster(porte, recit=RECIT)
    valeurs = repondre(None, charger(), MARDI).valeurs
    assert page.dit(dire(Phrase(attendu, valeurs)))


async def test_what_is_kept_is_answered_for_this_page(porte: Any, lecture: Lecture) -> None:
    porte.app.state.lecteur = Lecture(sujet={"id": "donnees", "confiance": 0.9})
    page = await poster(porte, recit=RECIT)
    assert not page.dit(dire(Phrase("utter_question_donnees")))
    assert "parole" in page.classes


async def test_a_text_that_tells_no_story_is_not_read_as_one(porte: Any, lecture: Lecture) -> None:
    porte.app.state.lecteur = Lecture(
        intent={"nom": "question", "confiance": 0.9}, nature={"nom": "autre_litige", "confiance": 0.9}
    )
    assert (await poster(porte, recit="c'est gratuit ?")).champ("nature") == ""


# --- The danger -----------------------------------------------------------------------------------


@pytest.mark.parametrize("vers", ["recit", "comprendre", "orienter", "n'importe quoi", ""])
@pytest.mark.parametrize("lu", [True, False])
async def test_the_danger_comes_first_at_every_step(porte: Any, lecture: Lecture, vers: str, lu: bool) -> None:
    if not lu:
        lecture.analyse = None
    page = await poster(porte, recit=f"{RECIT} {DANGER}", vers=vers)
    html = page.reponse.text
    assert page.reponse.status_code == 200
    assert html.index("carte-urgence") < html.index("<h1")
    assert "tel:3114" in page.liens


async def test_a_danger_that_only_the_model_sees_is_kept_at_the_next_steps(porte: Any, lecture: Lecture) -> None:
    porte.app.state.lecteur = Lecture(danger={"type": "violence_conjugale", "autres": ["menace"], "mots": []})
    page = await poster(porte, recit=RECIT)
    assert "tel:3919" in page.liens
    assert "tel:3919" in (await envoyer(porte, page, "orienter")).liens


async def test_no_danger_no_card(porte: Any, lecture: Lecture) -> None:
    assert "carte-urgence" not in (await poster(porte, recit=RECIT, dangers="inconnu")).classes


LONG = f"{DANGER} " + "é" * CARACTERES_MAX
BORD = "multipart/form-data; boundary=bord"
MORCEAU = f'--bord\r\nContent-Disposition: form-data; name="recit"\r\n\r\n{RECIT} {DANGER}'
URLENCODE = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("corps", "type_", "statut"),
    [
        (f"recit={RECIT} {DANGER}&x".encode() + b"&y" * 50, URLENCODE, 400),
        (f"recit={RECIT} {DANGER}".encode(), "text/plain", 400),
        (f"recit={RECIT} {DANGER}".encode(), "", 400),
        (MORCEAU.encode(), "multipart/form-data", 400),
        (MORCEAU.encode(), BORD, 400),
        (MORCEAU.encode() + b"\r\n--bord--", f"{BORD}; charset=undefined", 400),
        (MORCEAU.encode() + ("é" * CORPS_MAX).encode(), BORD, 413),
        (f"recit={RECIT} {DANGER}".encode() + b"%C3%A9" * CORPS_MAX, URLENCODE, 413),
        (f"recit={RECIT} {DANGER}".encode() + b"x" * (JETE_MAX + 10), URLENCODE, 413),
    ],
    ids=["champs", "texte", "sans_type", "sans_bord", "coupe", "alphabet", "gros", "gros_code", "enorme"],
)
async def test_a_refused_form_gives_the_words_back_and_the_numbers(
    porte: Any, lecture: Lecture, corps: bytes, type_: str, statut: int
) -> None:
    entetes = {"Content-Type": type_} if type_ else {}
    page = Page(await porte.http.post("/sans-trace", content=corps, headers=entetes))
    assert page.reponse.status_code == statut
    assert f"{RECIT} {DANGER}" in page.champ("recit")
    assert "�" not in page.champ("recit")
    assert "tel:3114" in page.liens and "alerte" in page.classes


async def test_a_text_too_long_is_kept_whole(porte: Any, lecture: Lecture) -> None:
    page = await poster(porte, recit=LONG, vers="orienter", domaine="emploi")
    assert page.reponse.status_code == 413
    assert page.champ("recit") == LONG
    assert (page.champ("domaine"), page.boutons) == ("emploi", ["orienter"])
    assert "tel:3114" in page.liens


@pytest.mark.parametrize("lettre", ["é", "ب", "€", "a\n"])
async def test_the_longest_text_of_a_browser_fits(porte: Any, lecture: Lecture, lettre: str) -> None:
    """A text area counts a line end as one letter, and sends two."""
    recit = (lettre * CARACTERES_MAX)[:CARACTERES_MAX]
    page = await poster(porte, recit=recit.replace("\n", "\r\n"), role="victime", lieu="Lille")
    assert page.reponse.status_code == 200
    assert page.champ("recit") == recit


async def test_too_fast_is_told_with_the_words_and_the_numbers(porte: Any, lecture: Lecture) -> None:
    etat = porte.app.state
    while etat.limiteur.admet("reseau", etat.limiteur.reseau("127.0.0.1"), MESSAGES_RESEAU):
        pass
    page = await poster(porte, recit=f"{RECIT} {DANGER}", vers="orienter", critere="age")
    assert page.reponse.status_code == 429
    assert page.champ("recit") == f"{RECIT} {DANGER}"
    assert ("critere", "age") in page.champs
    assert "tel:3114" in page.liens


async def tomber(*_: Any) -> Any:
    raise RuntimeError(RECIT)


async def test_an_unforeseen_error_loses_nothing(porte: Any, lecture: Lecture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lecture, "lire", tomber)
    page = await poster(porte, recit=f"{RECIT} {DANGER}")
    assert page.reponse.status_code == 503
    assert page.champ("recit") == f"{RECIT} {DANGER}"
    assert "tel:3114" in page.liens


# --- Nothing is written ---------------------------------------------------------------------------

TEMOINS = ("Zanzibulle", "lunettes", "violettes", "wxzqlieu")


async def parcours(porte: Any) -> None:
    """The whole journey, with refusals on the way."""
    await porte.http.get("/sans-trace")
    page = await poster(porte, recit=f"{RECIT} {DANGER}", role="victime", lieu="wxzqlieu")
    fin = await envoyer(porte, page, "orienter", domaine="biens_services")
    await envoyer(porte, await envoyer(porte, fin, "recit"), "comprendre")
    await poster(porte, recit=f"{RECIT} " + "x" * CARACTERES_MAX)
    await poster(porte, recit=f"{RECIT} " + "x" * CORPS_MAX)
    await porte.http.post("/sans-trace", content=MORCEAU.encode(), headers={"Content-Type": BORD})
    await porte.http.post(f"/sans-trace?recit={TEMOINS[0]}", content=b"\xff", headers={"Content-Type": URLENCODE})


async def test_nothing_is_written_to_the_base_to_a_file_nor_to_a_log(
    porte: Any, lecture: Lecture, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = porte.app.state.base
    await porte.ouvrir()  # the base is in use: its files are there
    avant = lignes(base)
    muet = StringIO()
    sortie = logging.StreamHandler(muet)
    sortie.setFormatter(FormatMuet())
    logging.getLogger().addHandler(sortie)
    ouverts: list[str] = []
    monkeypatch.setattr("tempfile._TemporaryFileWrapper", lambda *a, **k: ouverts.append("fichier"))
    try:
        with caplog.at_level(logging.DEBUG):
            await parcours(porte)
            porte.app.state.lecteur = Lecteur(tmp_path / "absent.tar.gz")
            await parcours(porte)
            monkeypatch.setattr(porte.app.state.lecteur, "lire", tomber)
            await poster(porte, recit=RECIT)
    finally:
        logging.getLogger().removeHandler(sortie)
    assert lignes(base) == avant
    assert ouverts == []
    # httpx is the browser of this test.
    octets = [f.read_bytes() for f in tmp_path.rglob("*") if f.is_file()]
    assert octets
    ecrits = [
        *octets,
        muet.getvalue().encode(),
        *(r.getMessage().encode() for r in caplog.records if r.name != "httpx"),
    ]
    assert [m for m, e in itertools.product(TEMOINS, ecrits) if m.encode() in e] == []


def lignes(base: Any) -> dict[str, list[Any]]:
    with base.lecture() as connexion:
        return {t.name: connexion.execute(sa.select(t)).all() for t in metadata.sorted_tables}


async def test_nothing_is_left_on_the_device(porte: Any, lecture: Lecture) -> None:
    page = await poster(porte, recit=RECIT)
    entetes = page.reponse.headers
    assert "set-cookie" not in entetes and "location" not in entetes
    assert entetes["Cache-Control"] == "no-store"
    assert {nom: entetes[nom] for nom in ENTETES} == ENTETES
    assert "script" not in page.tags and "style" not in page.tags
    assert page.reponse.text.count('autocomplete="off"') >= 8
    assert "/quitter" in page.liens


async def test_the_page_works_without_a_base(tmp_path: Path) -> None:
    app = creer_app(lire({"BOUSSOLE_DONNEES": str(tmp_path), "DATABASE_URL": "postgresql://x:y@127.0.0.1:9/rien"}))
    app.state.lecteur = Lecture()
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://porte") as http:
        assert (await http.get("/sans-trace")).status_code == 200
        for vers in ("comprendre", "orienter"):
            reponse = await http.post("/sans-trace", files=multipart([("recit", DANGER), ("vers", vers)]))
            assert reponse.status_code == 200
            assert "tel:3114" in reponse.text


# --- Hostile words --------------------------------------------------------------------------------

PIEGES = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "{{ 7 * 7 }}",
        "{% raw %}",
        "${7*7}",
        '"><img src=x onerror=a>',
        "</textarea><b>",
        "&lt;",
    ]
    + [
        "\x00",
        "‮",
        "\r\n--bord",
        "' OR 1=1 --",
        "%s%n",
        "javascript:alert(1)",
        "]]>",
        "<!--",
        "\ud83d\ude00",
        "🙂",
        "e" + "́" * 40,
    ]
)
HOSTILE = st.lists(st.one_of(PIEGES, st.text(max_size=30)), max_size=6).map("".join)
NOMS = (
    "recit",
    "lieu",
    "code",
    "homonyme",
    "role",
    "nature",
    "critere",
    "domaine",
    "secteur",
    "lue",
    "dangers",
    "vers",
)


def propre(texte: str) -> str:
    lignes = texte.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lignes if c == "\n" or c == "\t" or (c >= " " and c != "\x7f"))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    champs=st.lists(st.tuples(st.sampled_from(NOMS), HOSTILE), max_size=14),
    vers=st.sampled_from(["recit", "comprendre", "orienter"]),
)
async def test_hostile_words_are_inert(porte: Any, lecture: Lecture, champs: list[tuple[str, str]], vers: str) -> None:
    porte.app.state.limiteur = type("Large", (), {"admet": lambda *_: True, "reseau": lambda *_: "r"})()
    envoyes = [(n, v.encode("utf-8", "replace").decode()) for n, v in champs if n != "vers"]
    page = await poster(porte, *envoyes, vers=vers)
    assert page.reponse.status_code == 200  # and every tag of it is closed: see Page
    assert set(page.tags) & {"script", "img", "style", "iframe", "object"} == set()
    assert all(lien.startswith(("/", "#", "https://", "http://", "tel:")) for lien in page.liens)
    dernier = dict(envoyes).get("recit")
    if dernier is not None:
        assert page.champ("recit") == propre(dernier)


@pytest.mark.parametrize("corps", [b"", b"\x00\xff" * 50, b"=&=&%", b"--bord\r\n\r\n--bord--", b"\r\n" * 8000])
@pytest.mark.parametrize("type_", [URLENCODE, BORD, "multipart/form-data", f"{BORD}\r", "x/y"])
async def test_a_broken_form_is_answered(porte: Any, lecture: Lecture, corps: bytes, type_: str) -> None:
    page = Page(await porte.http.post("/sans-trace", content=corps, headers={"Content-Type": type_.strip()}))
    assert page.reponse.status_code in (200, 400)
    assert "recit" in dict(page.champs)


async def test_a_file_is_refused(porte: Any, lecture: Lecture) -> None:
    reponse = await porte.http.post("/sans-trace", files={"recit": ("recit.txt", RECIT.encode())})
    assert reponse.status_code == 400


# --- The reader -----------------------------------------------------------------------------------


async def test_no_model_is_no_reading(tmp_path: Path) -> None:
    lecteur = Lecteur(tmp_path / "absent.tar.gz")
    lecteur.preparer()
    assert await lecteur.lire(RECIT, "r") is None


async def test_a_model_that_cannot_be_read_is_no_reading(tmp_path: Path) -> None:
    archive = tmp_path / "casse.tar.gz"
    archive.write_bytes(b"rien")
    assert await Lecteur(archive).lire(RECIT, "r") is None


async def test_a_model_is_opened_once_and_again_when_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.comprehension import analyse, archive

    ouverts: list[Path] = []
    monkeypatch.setattr(archive, "charger_modele", lambda ou: ouverts.append(ou) or len(ouverts))
    monkeypatch.setattr(analyse, "analyser", lambda modele, textes: [{"modele": modele, "textes": textes}])
    fichier = tmp_path / "modele.tar.gz"
    fichier.write_bytes(b"un")
    lecteur = Lecteur(fichier, patience=30)
    assert [await lecteur.lire("a", "r"), await lecteur.lire("b", "s")] == [
        {"modele": 1, "textes": ["a"]},
        {"modele": 1, "textes": ["b"]},
    ]
    fichier.write_bytes(b"deux")
    assert await lecteur.lire("c", "r") == {"modele": 2, "textes": ["c"]}


async def test_a_reading_that_fails_or_is_long_is_no_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    from bot.comprehension import analyse, archive

    porte_ouverte = threading.Event()

    def analyser(_modele: Any, textes: list[str]) -> Any:
        if textes == ["long"]:
            porte_ouverte.wait(20)
        raise RuntimeError(RECIT)

    monkeypatch.setattr(archive, "charger_modele", lambda _: "modele")
    monkeypatch.setattr(analyse, "analyser", analyser)
    fichier = tmp_path / "modele.tar.gz"
    fichier.write_bytes(b"un")
    assert await Lecteur(fichier, patience=30).lire("court", "r") is None
    lent = Lecteur(fichier, patience=0.05)
    assert await lent.lire("long", "r") is None
    porte_ouverte.set()
