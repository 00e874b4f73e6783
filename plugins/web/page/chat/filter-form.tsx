import { useState } from 'preact/hooks'
import type { App } from '../app.ts'
import type { ChatLine } from './chat-line.ts'
import { type ChatFilter, isFiltered, SHOW_ALL } from './filter.ts'

interface Parts {
  readonly app: App
  readonly lines: readonly ChatLine[]
  readonly filter: ChatFilter
  onFilter(filter: ChatFilter): void
}

/** What chat shows: behind one button, because a dock is small. */
export function FilterForm({ app, lines, filter, onFilter }: Parts) {
  const words = app.texts.chat
  const [isOpen, setOpen] = useState(false)
  const isOn = isFiltered(filter) || filter.withDropped
  return (
    <div class="chat-filter">
      <div class="chat-tools">
        <button
          type="button"
          class="button"
          aria-expanded={isOpen}
          aria-controls="chat-filter-form"
          onClick={() => setOpen(!isOpen)}
        >
          {isOn && <span aria-hidden="true">● </span>}
          {words.filter}
        </button>
        {isOn && (
          <button type="button" class="button" onClick={() => onFilter(SHOW_ALL)}>
            {words.showAll}
          </button>
        )}
        {lines.some(({ isTest }) => isTest) && <span class="chat-tests">{words.tests}</span>}
      </div>
      <form
        id="chat-filter-form"
        class="form"
        hidden={!isOpen}
        onSubmit={event => event.preventDefault()}
      >
        <Platforms {...{ app, lines, filter, onFilter }} />
        <TextField
          label={words.user}
          value={filter.user}
          onText={user => onFilter({ ...filter, user })}
        />
        <TextField
          label={words.words}
          value={filter.words}
          onText={text => onFilter({ ...filter, words: text })}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={filter.withDropped}
            onChange={({ currentTarget }) =>
              onFilter({ ...filter, withDropped: currentTarget.checked })
            }
          />
          {words.withDropped}
        </label>
      </form>
    </div>
  )
}

function Platforms({ app, lines, filter, onFilter }: Parts) {
  const platformName = app.texts.curves.names.platform
  const told = new Set([...filter.platforms, ...lines.map(({ platform }) => platform)])
  const choose = (platform: string, isChosen: boolean) => {
    const others = filter.platforms.filter(one => one !== platform)
    onFilter({ ...filter, platforms: isChosen ? [...others, platform] : others })
  }
  return (
    <fieldset>
      <legend>{app.texts.chat.platform}</legend>
      {[...told]
        .filter(platform => platform !== '')
        .sort()
        .map(platform => (
          <label key={platform} class="check">
            <input
              type="checkbox"
              checked={filter.platforms.includes(platform)}
              onChange={({ currentTarget }) => choose(platform, currentTarget.checked)}
            />
            {platformName(platform)}
          </label>
        ))}
    </fieldset>
  )
}

interface TextFieldParts {
  readonly label: string
  readonly value: string
  onText(text: string): void
}

function TextField({ label, value, onText }: TextFieldParts) {
  return (
    <label>
      {label}
      <input
        type="search"
        class="field"
        value={value}
        maxLength={100}
        onInput={({ currentTarget }) => onText(currentTarget.value)}
      />
    </label>
  )
}
