"""What the demo library holds: invented artists, albums and titles, and which rendering each track uses.

A track is (title, style, variation, extension, extras). Extras: artists, genres, composer, part (start and end seconds),
codec (where the extension leaves a choice), small (mono at 22.05 kHz).
"""

SPLIT = 37.2  # where the long ambient piece is cut into two gapless tracks, in seconds


def track(title, style, variation, ext, **extras):
    return dict(title=title, style=style, variation=variation, ext=ext, **extras)


def album(title, artist, year, genres, cover, tracks, **extras):
    return dict(title=title, artist=artist, year=year, genres=genres, cover=cover, tracks=tracks, **extras)


ALBUMS = [
    album("Þokuljós", "Ísbrá Vellir", 2011, ["Ambient"], "folder", [
        track("Þoka yfir vatni", "ambient", 0, "flac", part=(0.0, SPLIT)),
        track("Ljós undir ís", "ambient", 0, "flac", part=(SPLIT, None)),
    ], composer="Ísbrá Vellir", seed=11, look="rings"),
    album("雨后", "静水庭", 2019, ["Ambient", "氛围音乐"], "embedded", [
        track("雨后的庭院", "ambient", 1, "opus"),
        track("远山如黛", "ambient", 2, "opus"),
    ], composer="静水庭", seed=12, look="hills"),
    album("Last Tram Home", "Lumen Quarter", 2014, ["Deep House"], "embedded", [
        track("Platform Four", "house", 0, "m4a"),
        track("Amber Signal", "house", 1, "m4a"),
    ], composer="R. Ashgrove", seed=13, look="windows"),
    album("Schaltkreis", "Werk Nordost", 2006, ["Techno"], "embedded", [
        track("Relais", "techno", 0, "opus"),
        track("Prüfstand 7", "techno", 1, "opus"),
    ], composer="Werk Nordost", seed=14, look="grid"),
    album("Low Cloud Running", "Vector Heron", 1998, ["Drum & Bass"], "folder", [
        track("Estuary", "drumbass", 0, "opus"),
        track("Pylon Season", "drumbass", 1, "opus", artists=["Vector Heron", "Mira Solenko"]),
        track("Understorey", "drumbass", 2, "opus"),
    ], composer="J. Heron", seed=15, look="slashes"),
    album("八月のセーブデータ", "ピクセル灯台", 1989, ["Chiptune", "ゲームミュージック"], None, [
        track("夏のはじまり", "chiptune", 0, "ogg"),
        track("星のダンジョン", "chiptune", 1, "wav", small=True),
    ], composer="灯台守", seed=16, look="grid"),
    album("Берег и туман", "Тихая Пристань", 2003, ["Folk", "Фолк"], "embedded", [
        track("Паром", "folk", 0, "mp3"),
        track("Снег на ставнях", "folk", 1, "mp3"),
    ], composer="А. Причалова", seed=17, look="hills"),
    album("Hedge & Lane", "Elspeth Marrow", 1978, ["Folk"], "embedded", [
        track("The Drover’s Gate", "folk", 2, "m4a", codec="alac", small=True),
    ], composer="Elspeth Marrow", seed=18, look="leaves"),
    album("Noturnos de Inverno", "Amadéu Corvelho", 1994, ["Classical", "Solo Piano"], "folder", [
        track("Noturno n.º 1 em si bemol menor", "piano", 0, "ogg"),
        track("Noturno n.º 2 em mi bemol maior", "piano", 1, "ogg"),
        track("Noturno n.º 3 em ré menor", "piano", 2, "ogg"),
    ], composer="Amadéu Corvelho", seed=19, look="moon"),
    album("Three Studies in Slate", "Kammerensemble Brenzau", 1986, ["Classical", "Chamber Music"], "folder", [
        track("I. Chorale", "strings", 0, "flac"),
        track("II. Ostinato", "strings", 1, "opus"),
        track("III. Pizzicato", "strings", 2, "opus", artists=["Kammerensemble Brenzau", "Teodora Iliëscu"]),
    ], composer="Ottilie Värga", seed=20, look="strata"),
    album("Overpass at Dawn", "Coastal Grid", 2018, ["Synthwave", "Electronic"], "folder", [
        track("Headlights", "synthwave", 0, "m4a"),
        track("Vapour Motel", "synthwave", 1, "m4a"),
    ], composer="Coastal Grid", seed=21, look="sunset"),
    album("Corner Shop Tapes", "Dusty Almanac", 1996, ["Hip-Hop", "Boom Bap"], "folder", [
        track("Two Sugars", "boombap", 0, "mp3"),
        track("Ledger Lines", "boombap", 1, "mp3"),
    ], composer="D. Almanac", seed=22, look="windows"),
    album("Blue Ferry", "The Halden Wray Trio", 1982, ["Jazz"], "folder", [
        track("Blue Ferry", "jazz", 0, "ogg"),
        track("Nocturnal Arithmetic", "jazz", 1, "ogg"),
        track("Wray’s Blues", "jazz", 2, "ogg"),
    ], composer="Halden Wray", seed=23, look="keys"),
    album("Echo Harbour", "Roots Cartographer", 1981, ["Dub", "Reggae"], "folder", [
        track("Echo Harbour", "dub", 0, "opus"),
        track("Compass Dub", "dub", 1, "opus"),
        track("Meridian Version", "dub", 2, "opus"),
    ], composer="L. Fairweather", seed=24, look="rings"),
    album("Static Summer", "The Paper Engines", 2001, ["Rock", "Indie Rock"], "folder", [
        track("Static Summer", "rock", 0, "opus"),
        track("Kerosene Kites", "rock", 1, "opus"),
        track("Long Way Down to Morning", "rock", 2, "opus"),
    ], composer="The Paper Engines", seed=25, look="kites"),
    album("Night Bus Radio, Vol. 1", "Various Artists", 2025, ["Electronic"], "folder", [
        track("Minuit moins le quart", "house", 2, "opus", artists=["Anouk Delacœur"], genres=["Deep House"], composer="Anouk Delacœur"),
        track("Midnight Arcade", "synthwave", 2, "opus", artists=["Neon Ferrier"], genres=["Synthwave"], composer="Neon Ferrier"),
        track("Rain Check", "boombap", 2, "opus", artists=["Dusty Almanac", "Mira Solenko"], genres=["Hip-Hop", "Boom Bap"], composer="D. Almanac"),
        track("Nattskift", "techno", 2, "opus", artists=["Grønn Maskin"], genres=["Techno"], composer="Grønn Maskin"),
        track("Coin-Op Lullaby", "chiptune", 2, "opus", artists=["Bitmap Orchard"], genres=["Chiptune"], composer="Bitmap Orchard"),
    ], compilation=True, seed=26, look="slashes"),
    # A second artist for every style that has only one above: a list of similar tracks leaves the artist of its seed out.
    album("Undertow Maps", "Calder Voltaine", 2016, ["Drum & Bass"], "folder", [
        track("Tidal Engine", "drumbass", 3, "opus"),
        track("Salt Road", "drumbass", 4, "opus"),
    ], composer="Calder Voltaine", seed=27, look="strata"),
    album("Små netter", "Sunniva Raudholm", 2012, ["Classical", "Solo Piano"], "folder", [
        track("Liten natt I", "piano", 3, "opus"),
        track("Liten natt II", "piano", 4, "opus"),
    ], composer="Sunniva Raudholm", seed=28, look="moon"),
    album("Suite del lago", "Camerata Valdoria", 1991, ["Classical", "Chamber Music"], "folder", [
        track("Preludio", "strings", 3, "opus"),
    ], composer="Livio Castrevani", seed=29, look="hills"),
    album("Stairwell Sessions", "Copper Lane Crew", 1998, ["Hip-Hop", "Boom Bap"], "folder", [
        track("Stairwell", "boombap", 3, "opus"),
    ], composer="Copper Lane Crew", seed=30, look="windows"),
    album("Kleine Uhren", "Ines Falkenrath Trio", 1999, ["Jazz"], "folder", [
        track("Kleine Uhren", "jazz", 3, "opus"),
        track("Regen auf Blech", "jazz", 4, "opus"),
    ], composer="Ines Falkenrath", seed=31, look="keys"),
    album("Lamp Oil Versions", "Saltwick Hi-Fi", 1979, ["Dub", "Reggae"], "folder", [
        track("Lamp Oil Version", "dub", 3, "opus"),
        track("Low Tide Dub", "dub", 4, "opus"),
    ], composer="T. Saltwick", seed=32, look="sunset"),
    album("Borrowed Weather", "Tin Cathedral Club", 2009, ["Rock", "Indie Rock"], "folder", [
        track("Borrowed Weather", "rock", 3, "opus"),
        track("Eleven Stations", "rock", 4, "opus"),
    ], composer="Tin Cathedral Club", seed=33, look="leaves"),
]
