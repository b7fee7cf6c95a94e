/** Starts the client: the shared styles, the language, then the pages. */
import "./ui/base.css";
import { StrictMode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { App, prepare } from "./app";
import { watchErrors } from "./errors/watch";
import { startSpeaking } from "./i18n/language";
import { keepClient } from "./offline/register";

watchErrors();
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
const page = createRoot(root);
const speaking = startSpeaking();
void Promise.all([speaking, prepare(speaking)]).then(() =>
  // All of it, with what follows from it, before the next frame.
  flushSync(() =>
    page.render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  ),
);
keepClient();
