import { mount } from 'svelte';
import './app.css';
import App from './App.svelte';
import { connect } from './lib/ipc/connect';
import { Attune } from './lib/state/attune.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');

const backend = await connect(location);
mount(App, { target, props: { attune: new Attune(backend, localStorage, navigator.languages) } });
