"""Language detection: right on a sentence of news, silent on less."""

from __future__ import annotations

import subprocess
import sys

import pytest

from index.language import detect_language

NEWS = {
    "en": "The ferry that sank on Monday carried 40 people, and the coast guard said all of them were rescued. "
    "Divers look for the cause.",
    "fr": "Le bac qui a coulé lundi transportait quarante personnes, et les secours ont déclaré les avoir toutes "
    "sauvées. Des plongeurs cherchent la cause.",
    "de": "Die Fähre, die am Montag sank, hatte vierzig Menschen an Bord; nach Angaben der Wacht wurden alle "
    "gerettet. Taucher suchen nach der Ursache.",
    "nl": "De veerboot die maandag zonk had veertig mensen aan boord, en volgens de kustwacht zijn ze allemaal "
    "gered. Duikers zoeken naar de oorzaak.",
    "es": "El transbordador que se hundió el lunes llevaba a cuarenta personas y todas fueron rescatadas, según la "
    "guardia. Unos buzos buscan la causa.",
    "ja": "月曜日に沈没したフェリーには四十人が乗っていたが、沿岸警備隊によると全員が救助されたという。",
    "zh": "星期一沉没的渡轮上有四十人，海岸警卫队说所有人都已获救，目前没有人员伤亡的报告。",
    "ar": "كانت العبارة التي غرقت يوم الاثنين تقل أربعين شخصا، وقالت قوات خفر السواحل إنها أنقذت الجميع من البحر",
    "ru": "На пароме, затонувшем в понедельник, было сорок человек, и береговая охрана заявила, что все они спасены.",
}


@pytest.mark.parametrize(("code", "text"), NEWS.items())
def test_names_the_language_of_short_news(code: str, text: str) -> None:
    assert detect_language(text) == code


@pytest.mark.parametrize("text", ["", "12 34 5.6", "Rain", "Ferry sinks", "!!! ??? ...", "\ud800" * 40])
def test_is_silent_on_too_little(text: str) -> None:
    assert detect_language(text) is None


def test_english_among_foreign_names_is_english() -> None:
    text = "Shigeru Ishiba met Pham Minh Chinh in Hanoi, and the two signed an accord that was long due. "
    text += "Tetsuo Saito of Komeito stayed in Tokyo."
    assert detect_language(text) == "en"


def test_a_french_text_with_an_english_quote_is_french() -> None:
    assert detect_language(NEWS["fr"] * 3 + ' "The sea was rough," said the captain.') == "fr"


def test_english_needs_no_model() -> None:
    code = (
        "import sys; from index.language import detect_language;"
        f"assert detect_language({NEWS['en']!r}) == 'en';"
        "sys.exit('py3langid' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
