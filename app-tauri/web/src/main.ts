import '@fontsource-variable/figtree/wght.css'
import './design/tokens.css'
import './design/base.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { follow } from './lib/follow'
import { start } from './lib/live.svelte'
import { speak } from './lib/texts.svelte'
import { connect } from './lib/transport'

const transport = await connect()
start(transport)
// The words first: nothing is shown in two languages.
await speak(await transport.call('lang', {}).catch(() => 'en' as const))
mount(App, { target: document.getElementById('app')! })
transport.addresses((address) => void follow(address))
