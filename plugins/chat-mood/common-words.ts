/** English words without a mood that show that a message is English; they count as understood. */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `the a an and or but if then than so because as of at by for with about against between into through during before
  after above below to from up down in out on off over under again further once here there when where why how all any
  both each few more most other some such only own same too very just also now i you he she it we they me him her us
  them my your his its our their mine yours this that these those is are was were be been being am do does did doing
  have has had having will would can could should shall may might must what which who whom whose im youre hes shes its
  were theyre ive youve weve ill youll hell itll id youd lets thats whats theres gonna wanna gotta get got getting go
  going goes went come coming came make made making say said see saw seen look looking know knew think thought take
  took one two three first last next time today tonight tomorrow yesterday day week year game games play playing played
  stream streaming streamer chat chatting people guy guys man dude thing things way much many lot still even ever
  always already yet back around really pretty maybe actually ok okay yeah ya yo oh ah um uh well like
  please someone something anything everything nothing everyone anyone new old big small little long short`
    .split(/\s+/)
    .filter(word => word !== ''),
)
