/**
 * Where the page begins.
 */
import './jitless.js';
import { render } from 'preact';
import { App, onKey } from './App.js';
import { GIVEN } from './given.js';
import { connect } from './socket.js';
import { openMode } from './store.js';

openMode(GIVEN.opens);
const page = document.getElementById('page') as HTMLElement;
page.replaceChildren();
render(<App />, page);
document.addEventListener('keydown', onKey);
if (GIVEN.socket !== null) connect(GIVEN.socket);
