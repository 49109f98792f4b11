import { mount } from 'svelte';
import './app.css';
import App from './App.svelte';
import { connect } from './lib/ipc/connect';
import { Attune } from './lib/state/attune.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');

const attune = new Attune(await connect(location), localStorage, navigator.languages);
attune.start(document);
// The program looks for its first answers while the window is drawn: one after the other would be a frame or three later.
await Promise.race([attune.listening, new Promise((late) => setTimeout(late, 100))]);
mount(App, { target, props: { attune } });
