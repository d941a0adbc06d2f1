// The day of the seminar by the calendar in Shanghai: on any other day the desk says so, and lets in all the same.
//   otherDay(starts_at, moment) → "12月4日", in another year "2025年12月4日", or "" when the moment is of that day · onDay() keeps the line above the desk right, with a network or without
import { door, say } from "./door.js";
import { ledger } from "./ledger.js";

const EVERY = 60_000;
const there = { timeZone: "Asia/Shanghai" };
const line = document.getElementById("door-day");

const date = (moment) => new Date(moment).toLocaleDateString("en-CA", there);

function spoken(day, beside) {
  const isZh = document.documentElement.lang.startsWith("zh");
  const year = date(day).slice(0, 4) === date(beside).slice(0, 4) ? {} : { year: "numeric" };
  return new Date(day).toLocaleDateString(isZh ? "zh-CN" : "en-GB", { ...there, ...year, month: isZh ? "long" : "short", day: "numeric" });
}

export const otherDay = (starts_at, moment) => (date(starts_at) === date(moment) ? "" : spoken(starts_at, moment));

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
