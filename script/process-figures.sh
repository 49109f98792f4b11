#!/usr/bin/env bash
# What a process and all below it take, read from /proc. Sourced, not run.
# Nothing is started to read it but for the memory: what is asked ten times a second must not show in the answer.

# family PID: it and all below it, as the array `family`.
family() {
    family=()
    add_family "$1"
}
add_family() {
    local list children child
    family+=("$1")
    for list in "/proc/$1/task/"*/children; do
        children=
        read -r children 2>/dev/null <"$list" || true
        for child in $children; do add_family "$child"; done
    done
}

# memory PID: their proportional set size in megabytes.
memory() {
    local family pid files=()
    family "$1"
    for pid in "${family[@]}"; do files+=("/proc/$pid/smaps_rollup"); done
    # One that has just gone has no such file, which is no failure.
    { cat "${files[@]}" 2>/dev/null || true; } | awk '/^Pss:/ { sum += $2 } END { printf "%d", sum / 1024 }'
}

# ticks PID: the clock ticks they have computed, with those of their children that came and went.
ticks() {
    local family pid stat fields total=0
    family "$1"
    for pid in "${family[@]}"; do
        stat=
        read -r stat 2>/dev/null <"/proc/$pid/stat" || continue
        # The name, in brackets, may have spaces in it.
        read -ra fields <<<"${stat##*) }"
        total=$((total + fields[11] + fields[12] + fields[13] + fields[14]))
    done
    printf '%s' "$total"
}

# share TICKS MICROSECONDS: that much computing in that time, as a percentage of a core.
share() { awk -v t="$1" -v us="$2" -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.1f", t * 1e8 / hz / us }'; }

# In microseconds; the point is a comma in some languages.
now() { printf '%s' "${EPOCHREALTIME/[.,]/}"; }
