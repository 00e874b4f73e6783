// Word lists know no emotes, and a chat says most of what it feels with them: https://arxiv.org/abs/2108.08411
// The names are those of the global emotes of Twitch, BetterTTV, FrankerFaceZ and 7TV and of the shared ones used most.
// The scores are this project's own judgement, on the scale of AFINN from -5 to 5. What mocks as often as it praises is 0.

/** Scores of emotes, by their exact name: `Clap` is an emote, `clap` is a word. */
export const EMOTES: ReadonlyMap<string, number> = scored({
  4: `PogChamp Pog PogU POGGERS POGGIES FeelsStrongMan widepeepoHappy PepoLove peepoLove AYAYA`,
  3: `<3 TwitchUnity VirtualHug BloodTrail SeemsGood PowerUpL PowerUpR KomodoHype DinoDance PartyTime PartyHat
    FeelsGoodMan FeelsAmazingMan FeelsBirthdayMan peepoHappy PepeHappy peepoClap PeepoClap Clap EZ catJAM
    pepeJAM PepeJAM ratJAM blobDance peepoDance pepeD PepePls SourPls RainbowPls bttvNice PETPET HYPERS HYPERCLAP
    HypeCheer HypeHeart HypeLove HypeYay TwitchConHYPE LETSGO LETSGOOO GIGACHAD Gigachad Prayge
    bleedPurple PagMan gachiHYPER RaveTime`,
  2: `LUL LULW LULE OMEGALUL KEKW KEKL ICANT PepeLaugh pepeLaugh LuL lulWut HeyGuys VoHiYo KonCha TehePelo BlessRNG
    CoolCat CorgiDerp OhMyDog TPFufun TakeNRG GivePLZ FBtouchdown FortOne Kreygasm TwitchLit TriHard
    SingsNote PurpleStar peepoHey peepoArrive FeelsOkayMan Okayge YEP NODDERS HACKERMANS
    GG :) :-) :D :-D xD XD ^^ =) :3 SMOrc
    PagChomp gachiBASS alienTechno forsenParty`,
  1: `;) ;-) :P :-P ;P :p B) Keepo 4Head 5Head MorphinTime peepoComfy Comfi FeelsRareMan
    forsenPls monkaHmm OkayChamp TeaTime`,
  0: `Kappa KappaPride KappaClaus KappaHD MiniK CoolStoryBob MingLee Jebaited 3Head NotATK
    TheIlluminati SUBprise monkaHmmm modCheck PauseChamp pauseChamp peepoHide
    Susge BatChest :O :o O_o o_O :| :/ :\\ VoteYea VoteNay KKona HAhaa ANELE OpieOP Okayeg
    FeelsDankMan WAYTOODANK`,
  '-1': `NotLikeThis SwiftRage monkaS monkaW monkaSHAKE monkaGIGA monkaEyes FailFish Copium COPIUM Copege PJSalt
    UncleNox BabyRage ResidentSleeper Bedge Tiredge WutFace D: :-/ :-\\ PepeS peepoLeave NOPERS
    Pepega PepegaAim WeirdChamp`,
  '-2': `BibleThump :( :-( :'( ;( FeelsBadMan Sadge PepeHands pepeHands peepoSad Despair Deadge FeelsWeirdMan
    Weirdge DansGame BrokeBack Madge peepoMad
    FeelsLagMan widepeepoSad`,
  '-3': `>( >:( </3 REEEE REEE PepeRage DESKCHAN RAGEY PepeMeltdown Hatege`,
})

/** Scores of emoji, without variation selectors and skin tones. */
export const EMOJI: ReadonlyMap<string, number> = scored({
  4: `😍 🥰 🤩 🥳`,
  3: `❤ ♥ 🧡 💛 💚 💙 💜 🤍 🖤 💕 💖 💗 💓 💞 💘 💝 😂 🤣 😁 😊 😄 😃 😀 🎉 🎊 👏 🙌 🔥 💯 🏆 🥇 😻 😘 🤗`,
  2: `👍 👌 💪 🙏 😆 😎 🙂 😺 😸 😹 ✨ ⭐ 🌟 🚀 🎁 🫶 🤝 🍀 😇 😋 🎂 🥂 🍻 👑 💐 🌹`,
  1: `😉 😜 😝 😛 😅 🤪 👋 🤭 😌 🆒 ☺ 😏 🤠 👀`,
  0: `🤔 😐 😑 😮 😯 😲 🙃 😶 🤷 🤨 🤖 👻 💀 ☠ 🗿 🧂 😱 🫠 🤡`,
  '-1': `😬 😳 🥴 😓 😪 😴 🥱 🙄 😒 😕 🙁 ☹ 🤦 😵 😰`,
  '-2': `😢 😞 😔 😟 😩 😫 😖 😣 😥 👎 💔 🤢 🥺 😿 🥵 🤕`,
  '-3': `😭 😠 😡 🤬 🤮 😤 🖕 😾 👿 💩`,
})

/** Words of chats that no dictionary has, in lower case; they stand before the word list. */
export const SLANG: ReadonlyMap<string, number> = scored({
  4: `pogchamp goated poggers`,
  3: `pog hype hyped lfg letsgo goat clutch cracked ily poggies pogu insane`,
  2: `gg ggs ggwp wp gj nt glhf gl hf based kekw kek lul lulw xd haha hahaha hahahaha jaja jajaja ez w ws ayy yay woo woohoo
    yes yess gratz grats congrats banger dope lit fire nice ty tysm thx omegalul epic sheesh`,
  1: `wb o7 yep vibe vibes vibing comfy cozy hi hello hey heya hiya welcome`,
  0: `kappa wtf omg damn holy crazy sick wild clip clips kill kills killed killing dead die died fight fighting gun guns
    shot shoot boss enemy enemies attack hit battle war death`,
  '-1': `rip bruh oof mid meh copium cope salty sus laggy lag lags buffering`,
  '-2': `l ls cringe scuffed sadge ded ragequit throwing griefing boring yikes trash`,
  '-3': `stfu garbage dogwater`,
})

/** What a channel's own emotes end in, behind the channel's prefix: `annHype`, `annLove`. */
export const ENDINGS: ReadonlyMap<string, number> = scored({
  4: `pog pogs`,
  3: `love heart hearts hype happy party dance hug hugs gg cheer clap jam`,
  2: `lul lol laugh kek wave hi hey cool win yes ez pat cozy comfy bless`,
  0: `think hmm what wut lurk`,
  '-1': `fail rip nope no tired sleep scared salt`,
  '-2': `sad cry tears bad oof`,
  '-3': `rage mad angry hate`,
})

function scored(byScore: Readonly<Record<string, string>>): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(byScore).flatMap(([score, names]) =>
      names
        .trim()
        .split(/\s+/)
        .map(name => [name, Number(score)] as const),
    ),
  )
}
