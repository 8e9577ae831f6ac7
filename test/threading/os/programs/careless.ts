// A module that starts a thread whenever it is imported, also by that thread.

import { OsThread, portable } from "goroutine-kit/threading/os";

const work = portable(import.meta.url, () => console.log("worked"));

new OsThread({ target: work, name: "careless" }).start();
