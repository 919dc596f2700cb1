import { BoussoleChat } from "./composant.js";

if (!customElements.get("boussole-chat")) customElements.define("boussole-chat", BoussoleChat);
