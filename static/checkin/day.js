// The day of the seminar by the calendar in Shanghai: on any other day the desk says so, and lets in all the same.
//   otherDay(starts_at, moment) → "12月4日", or "" when the moment is of that day · onDay() keeps the line above the desk right, with a network or without
import { door, say } from "./door.js";
import { ledger } from "./ledger.js";

const EVERY = 60_000;
const there = { timeZone: "Asia/Shanghai" };
const line = document.getElementById("door-day");

const date = (moment) => new Date(moment).toLocaleDateString("en-CA", there);

const spoken = (moment) =>
  document.documentElement.lang.startsWith("zh")
    ? new Date(moment).toLocaleDateString("zh-CN", { ...there, month: "long", day: "numeric" })
    : new Date(moment).toLocaleDateString("en-GB", { ...there, month: "short", day: "numeric" });

export const otherDay = (starts_at, moment) => (date(starts_at) === date(moment) ? "" : spoken(starts_at));

function draw() {
  const { seminar, ahead } = ledger.book;
  const day = door.dataset.open === "1" && otherDay(seminar?.starts_at || door.dataset.starts, Date.now() + ahead);
  line.hidden = !day;
  line.querySelector("span").textContent = day ? say("other_day", { day }) : "";
}

export function onDay() {
  ledger.addEventListener("change", draw);
  document.addEventListener("visibilitychange", draw);
  setInterval(draw, EVERY);
  draw();
}
