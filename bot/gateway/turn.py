"""A turn: danger first, then the journal, then Rasa within its deadline; never silent, never lost, always in order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PlusDeConnexion

from bot import cartes, danger, relecture
from bot.gateway import limites
from bot.gateway.cerveau import Cerveau, CerveauMuet, Reponse
from bot.gateway.places import Places, PlusDePlace
from bot.knowledge import Faits
from bot.logs import Mot
from bot.store import choix as les_choix
from bot.store import conversations, copies, journal, suivis, transferts
from bot.store.journal import ConversationInconnue, Entree
from bot.store.session import Base
from bot.textes import texte

log = logging.getLogger("boussole.porte")

T = TypeVar("T")
OUVERTURE = "/saluer"
REPRISE_SECONDES = 5.0
# Threads of the turns: when the database makes each of them wait, those that receive messages still find one.
FILS_DES_TOURS = 8
# Past this, what cannot be written is said by the stream alone: nobody waits for a database to be free.
VOIX_SECONDES = 0.7
BASE_ABSENTE = (OperationalError, InterfaceError, PlusDeConnexion)


class ChoixPerime(Exception):
    """The choice is not of this conversation, or not of its latest question."""


class Tours:
    """Receives messages and treats them, one at a time per conversation."""

    def __init__(self, base: Base, cerveau: Cerveau, faits: Faits, delai: float = 5.0) -> None:
        self._base = base
        self._cerveau = cerveau
        self._faits = faits
        # Both live as long as someone holds them: a conversation at rest costs nothing.
        self._verrous: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._nouvelles: WeakValueDictionary[str, asyncio.Event] = WeakValueDictionary()
        self._en_cours: set[str] = set()
        # Conversations whose latest message has no answer, and where even « later » cannot be written.
        self._sans_voix: set[str] = set()
        self._fils = CapacityLimiter(FILS_DES_TOURS)
        self._delai = delai
        self._places = Places()
        # The network (a keyed hash) of each conversation that has a message waiting.
        self._reseaux: dict[str, str] = {}
        self._taches: set[asyncio.Task[None]] = set()

    async def ouvrir(self, canal: str, reseau: str | None = None) -> str:
        """Make a conversation; the welcome comes as its first message."""
        conversation = await run_sync(conversations.creer, self._base, canal)
        await run_sync(self._ecrire, conversation, "ouverture", {"payload": OUVERTURE, "texte": ""}, None)
        self._lancer(conversation, reseau)
        return conversation

    async def recevoir(
        self, conversation: str, message_id: str, texte_recu: str | None, choix: str | None, reseau: str | None = None
    ) -> Entree:
        """Write a message to the journal (with the emergency card when it tells a danger), then start treating it."""
        entree = await run_sync(self._recevoir, conversation, message_id, texte_recu, choix)
        self.signaler(conversation)
        if entree.etat != journal.TRAITE:
            self._lancer(conversation, reseau)
        return entree

    def _recevoir(self, conversation: str, message_id: str, texte_recu: str | None, choix: str | None) -> Entree:
        vu = danger.detecter(texte_recu) if texte_recu else None
        with self._base.transaction() as connexion:
            deja = journal.deja_recu(self._base, connexion, conversation, message_id)
            if deja is not None:  # sent again by a page that got no receipt; its choice may be out of date by now
                return deja
            if choix is not None:
                trouve = les_choix.retrouver(self._base, connexion, conversation, choix)
                if trouve is None:
                    raise ChoixPerime
                contenu: dict[str, Any] = {"texte": trouve.titre, "payload": trouve.payload}
            else:
                contenu = {"texte": texte_recu or "", "urgence": vu is not None}
            # A juriste has the conversation: they read the message, and the bot is never told of it.
            etat = journal.TRAITE if conversations.tenue(connexion, conversation) else journal.RECU
            entree = journal.ajouter(
                self._base, connexion, conversation, "personne", contenu, message_id=message_id, etat=etat
            )
            if vu is not None:
                journal.ajouter(self._base, connexion, conversation, "bot", {"carte": cartes.urgence(self._faits, vu)})
                transferts.presser(connexion, conversation)
        return entree

    def _ecrire(self, conversation: str, de: str, contenu: Mapping[str, Any], message_id: str | None) -> None:
        with self._base.transaction() as connexion:
            journal.ajouter(self._base, connexion, conversation, de, contenu, message_id=message_id, etat=journal.RECU)

    def _lancer(self, conversation: str, reseau: str | None = None) -> None:
        if reseau is not None:
            self._reseaux[conversation] = reseau
        tache = asyncio.create_task(self._traiter(conversation))
        self._taches.add(tache)
        tache.add_done_callback(self._taches.discard)

    async def _traiter(self, conversation: str) -> None:
        """Treat every waiting message of a conversation, in order; stop at the first that Rasa cannot take."""
        async with self._verrous.setdefault(conversation, asyncio.Lock()):
            try:
                while attente := await self._faire(self._a_traiter, conversation):
                    self._en_cours.add(conversation)
                    self.signaler(conversation)
                    if not await self._un_tour(attente[0]):
                        return
                self._en_paix(conversation)
            except ConversationInconnue:
                self._en_paix(conversation)
            except Exception:
                log.exception("tour_echoue")
                self._sans_voix.add(conversation)
            finally:
                self._en_cours.discard(conversation)
                self.signaler(conversation)

    def _a_traiter(self, conversation: str) -> list[Entree]:
        return self._base.relire(lambda connexion: journal.a_traiter(self._base, connexion, conversation))

    async def _un_tour(self, entree: Entree) -> bool:
        contenu = entree.contenu
        demande: dict[str, Any] = {
            "conversation": entree.conversation,
            "message_id": entree.message_id or f"{entree.rang}",
            "urgence_donnee": bool(contenu.get("urgence")),
        }
        if contenu.get("payload"):
            demande |= {"payload": contenu["payload"], "titre": contenu["texte"]}
        else:
            demande["texte"] = contenu["texte"]
        try:
            if await self._faire(self._au_juriste, entree):
                return True
            # A message whose rank, all lines counted, is not above the limit cannot be past it: most turns ask nothing.
            if entree.de == "personne" and entree.rang > limites.TOURS_MAX:
                await self._faire(self._rajeunir, entree.conversation)
            fin = asyncio.get_running_loop().time() + self._delai
            async with self._places.prendre(self._reseaux.get(entree.conversation, entree.conversation), self._delai):
                reste = fin - asyncio.get_running_loop().time()
                reponse = await asyncio.wait_for(self._cerveau.tour(demande), reste)
            return not await self._faire(self._conclure, entree, reponse)
        except (ConversationInconnue, *BASE_ABSENTE):
            raise
        except CerveauMuet as raison:
            log.warning("cerveau_muet %s", Mot(raison))
        except (PlusDePlace, asyncio.TimeoutError):
            log.warning("cerveau_occupe")
        except Exception:
            log.exception("reponse_illisible")  # not of the contract, or not written: the person is told as well
        ecriture = asyncio.ensure_future(self._faire(self._differer, entree.conversation))
        await asyncio.wait({ecriture}, timeout=VOIX_SECONDES)
        if not ecriture.done():
            self._sans_voix.add(entree.conversation)
            self.signaler(entree.conversation)
        await ecriture
        self._sans_voix.discard(entree.conversation)
        return False

    def _en_paix(self, conversation: str) -> None:
        self._sans_voix.discard(conversation)
        self._reseaux.pop(conversation, None)

    async def _faire(self, travail: Callable[..., T], *valeurs: Any) -> T:
        return await run_sync(travail, *valeurs, limiter=self._fils)

    def _au_juriste(self, entree: Entree) -> bool:
        """Leave to the juriste a message that waited when they took the conversation; tell whether they have it."""
        # Most turns wait for no lock: a juriste who comes just after this look is seen again before anything is said.
        with self._base.lecture() as connexion:
            if not conversations.tenue(connexion, entree.conversation):
                return False
        with self._base.transaction() as connexion:
            if not conversations.tenue(connexion, entree.conversation):
                return False
            journal.marquer(connexion, entree.conversation, entree.rang, journal.TRAITE)
            return True

    def _rajeunir(self, conversation: str) -> None:
        """Begin a clean session after TOURS_MAX messages, and say so; what was written stays shown."""
        with self._base.lecture() as connexion:
            if journal.tours_de_la_session(connexion, conversation) < limites.TOURS_MAX:
                return
        # First, and once more should a crash come before the lines below: the session is never said new with an old memory.
        suivis.oublier(self._base, conversation)
        with self._base.transaction() as connexion:
            vide = {"payload": "", "texte": ""}
            journal.ajouter(self._base, connexion, conversation, journal.OUVERTURE, vide)
            dit = {"texte": texte("porte.session_neuve")}
            journal.ajouter(self._base, connexion, conversation, "bot", dit)

    def _differer(self, conversation: str) -> None:
        """Tell the person that what waits will be answered later: once for each message, also for those behind it."""
        with self._base.transaction() as connexion:
            attente = journal.a_traiter(self._base, connexion, conversation)
            nouveaux = [e for e in attente if e.etat == journal.RECU]
            if not nouveaux:
                return
            nom = "secours_ouverture" if all(e.de == "ouverture" for e in nouveaux) else "secours"
            journal.ajouter(self._base, connexion, conversation, "bot", {"texte": texte(f"porte.{nom}")})
            for entree in nouveaux:
                journal.marquer(connexion, conversation, entree.rang, journal.DIFFERE)

    def _conclure(self, entree: Entree, reponse: Reponse) -> bool:
        """Write the answers and the masked copy, mark the message as treated, together; True = erasure was ordered."""
        conversation, messages = entree.conversation, reponse.messages
        if any(m.get("ordre") == "effacer" for m in messages):
            conversations.effacer(self._base, conversation)
            return True
        copie = _copie(entree, reponse)
        departement = relecture.departement_du_choix(str(entree.contenu.get("payload") or ""))
        with self._base.transaction() as connexion:
            # Taken by a juriste while the bot was thinking: what it had to say is not said.
            for message in () if conversations.tenue(connexion, conversation) else messages:
                offres = [(c["titre"], c["payload"]) for c in message.get("choix") or ()]
                poses = les_choix.offrir(self._base, connexion, conversation, entree.rang, offres)
                journal.ajouter(
                    self._base,
                    connexion,
                    conversation,
                    "bot",
                    {
                        "texte": message.get("texte"),
                        "choix": [{"id": c.id, "titre": c.titre} for c in poses],
                        "carte": message.get("carte"),
                    },
                )
            if copie is not None:
                copies.garder(self._base, connexion, conversation, entree.rang, copie)
            if departement is not None:
                copies.situer(self._base, connexion, conversation, departement)
            journal.marquer(connexion, conversation, entree.rang, journal.TRAITE)
        return False

    def signaler(self, conversation: str) -> None:
        """Wake the open streams of a conversation: there is something new."""
        evenement = self._nouvelles.pop(conversation, None)
        if evenement is not None:
            evenement.set()

    def saisie(self, conversation: str) -> bool:
        """Tell whether an answer is being prepared."""
        return conversation in self._en_cours

    def sans_voix(self, conversation: str) -> bool:
        """Tell whether a message waits, and the journal cannot say so: the stream has to."""
        return conversation in self._sans_voix

    def nouvelles(self, conversation: str) -> asyncio.Event:
        """Return what will tell the next news: ask before reading the journal, so that none is missed meanwhile."""
        return self._nouvelles.setdefault(conversation, asyncio.Event())

    async def attendre(self, nouvelles: asyncio.Event, delai: float) -> None:
        """Wait for news, at most `delai` seconds."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(nouvelles.wait(), delai)

    async def effacer(self, conversation: str) -> None:
        """Erase a conversation at once, whatever is running."""
        await run_sync(conversations.effacer, self._base, conversation)
        self.signaler(conversation)

    async def reprendre(self) -> None:
        """For ever: when Rasa answers again, treat what waited (also what a crash left behind)."""
        while True:
            try:
                if await self._cerveau.vivant():
                    for conversation in await self._faire(self._en_attente):
                        if conversation not in self._verrous:  # nobody treats it, nor waits to
                            self._lancer(conversation)
            except Exception:
                log.exception("reprise_echouee")
            await asyncio.sleep(REPRISE_SECONDES)

    def _en_attente(self) -> list[str]:
        with self._base.lecture() as connexion:
            return journal.conversations_en_attente(connexion)


def _copie(entree: Entree, reponse: Reponse) -> dict[str, Any] | None:
    # What staff may review of a typed message; whatever goes wrong with it, the person gets their answer.
    if entree.de != "personne" or entree.contenu.get("payload") or reponse.analyse is None:
        return None
    try:
        noms = [message.get("nom") for message in reponse.messages]
        return relecture.composer(
            str(entree.contenu["texte"]), reponse.analyse, noms, bool(entree.contenu.get("urgence"))
        )
    except Exception:
        log.exception("copie_impossible")
        return None
