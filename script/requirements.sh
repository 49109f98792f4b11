#!/usr/bin/env bash
# What script/run and script/test need, found, named, or installed (as root on Debian and Ubuntu). Sourced, not run.
# shellcheck disable=SC2034

RUST_MIN=1.90
NODE_MIN=20.19

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
fail() { printf 'attune: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
# at_least HAVE WANT: whether version HAVE is WANT or newer.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

BUILD_PACKAGES="build-essential pkg-config cmake libasound2-dev"
WINDOW_PACKAGES="libwebkit2gtk-4.1-dev librsvg2-dev libayatana-appindicator3-dev libxdo-dev libssl-dev"
TEST_PACKAGES="xvfb webkit2gtk-driver pulseaudio pulseaudio-utils libasound2-plugins ffmpeg dbus libglib2.0-bin xdotool"

name_packages() {
    case "$(uname -s)" in
    Darwin) printf '    xcode-select --install && brew install cmake\n' ;;
    MINGW* | MSYS* | CYGWIN*) printf '    Visual Studio Build Tools with C++, CMake, and the WebView2 runtime (part of Windows 11)\n' ;;
    *)
        if have dnf; then
            printf '    sudo dnf install gcc gcc-c++ make cmake pkgconf alsa-lib-devel webkit2gtk4.1-devel librsvg2-devel libxdo-devel openssl-devel libappindicator-gtk3-devel\n'
        else
            printf '    sudo apt-get install %s\n' "$*"
        fi
        ;;
    esac
}

# The pkg-config name of a Debian package, for systems that call theirs otherwise.
module_of() {
    case "$1" in
    libwebkit2gtk-4.1-dev) echo webkit2gtk-4.1 ;;
    librsvg2-dev) echo librsvg-2.0 ;;
    libasound2-dev) echo alsa ;;
    libssl-dev) echo openssl ;;
    esac
}

# packages NAME…: makes sure of packages by their Debian names; installs them on Debian as root, names them otherwise.
packages() {
    local missing=() name module sudo=
    [ "$(uname -s)" = Linux ] || return 0
    for name in "$@"; do
        if have dpkg-query; then
            dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
        else
            module=$(module_of "$name")
            [ -z "$module" ] || pkg-config --exists "$module" 2>/dev/null || missing+=("$name")
        fi
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    # On a build machine only: nobody else is asked for a password in the middle of a script.
    [ "$(id -u)" -ne 0 ] && [ "${CI:-}" = true ] && have sudo && sudo="sudo -n"
    if have apt-get && { [ "$(id -u)" -eq 0 ] || [ -n "$sudo" ]; }; then
        say "installing ${missing[*]} (about a minute)"
        $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
            fail "apt-get could not install: ${missing[*]}"
    else
        printf 'attune: please install first:\n' >&2
        name_packages "${missing[@]}" >&2
        return 1
    fi
}

# The path of a Chromium of any make, installed where Debian has it as a package; nothing if there is none.
chromium_path() {
    local name
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        [ -n "$name" ] && have "$name" && command -v "$name" && return 0
    done
    # Ubuntu's package is an empty one that asks for a snap.
    if [ "$(uname -s)" = Linux ] && have apt-get && ! grep -qi ubuntu /etc/os-release 2>/dev/null; then
        packages chromium >&2 && command -v chromium && return 0
    fi
    for name in "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
        [ -x "$name" ] && printf '%s\n' "$name" && return 0
    done
    return 0
}

# Titles of the demo library and one language of the window are Chinese: without a font for it they would be pictures of boxes.
need_chinese_font() {
    [ "$(uname -s)" = Linux ] || return 0
    if ! have fc-list || [ -z "$(fc-list :lang=zh)" ]; then packages fontconfig fonts-noto-cjk || true; fi
    have fc-list && [ -n "$(fc-list :lang=zh)" ] || fail "no font here has Chinese characters (fc-list :lang=zh is empty): $(name_packages fonts-noto-cjk)"
}

need_rust() {
    [ -f "$HOME/.cargo/env" ] && . "$HOME/.cargo/env"
    local version
    version=$(rustc --version 2>/dev/null | cut -d' ' -f2 || true)
    if [ -z "$version" ] || ! at_least "$version" "$RUST_MIN"; then
        fail "needs Rust $RUST_MIN or newer, found ${version:-none}. Distributions ship older ones; install it with rustup: https://rustup.rs"
    fi
    have cmake || have dpkg-query || fail "needs cmake (for the Opus decoder): $(name_packages cmake)"
}

need_node() {
    local version
    version=$(node --version 2>/dev/null | tr -d v || true)
    if [ -z "$version" ] || ! at_least "$version" "$NODE_MIN"; then
        fail "needs Node.js $NODE_MIN or newer to build the window, found ${version:-none}: https://nodejs.org/en/download, or your version manager"
    fi
}

# Installs a package folder's exact dependencies, once per lock file.
npm_ready() {
    local mark="$1/node_modules/.attune-lock"
    if ! cmp -s "$1/package-lock.json" "$mark"; then
        (cd "$1" && npm ci --no-audit --no-fund --loglevel=error >/dev/null) || fail "npm ci failed in $1"
        cp "$1/package-lock.json" "$mark"
    fi
}

# Builds the front end unless nothing of it changed since: a new one has the program compiled again.
front_end_ready() {
    local built=ui/dist/index.html
    npm_ready ui
    if [ ! -f "$built" ] || [ -n "$(find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -type f -newer "$built" -print | head -n 1)" ]; then
        say "building the window's front end (about ten seconds)"
        (cd ui && npm run --silent build)
    fi
}

# Absolute; not by realpath, whose flags differ between systems.
target_dir() {
    case "${CARGO_TARGET_DIR:-target}" in
    /*) printf '%s' "$CARGO_TARGET_DIR" ;;
    *) printf '%s/%s' "$PWD" "${CARGO_TARGET_DIR:-target}" ;;
    esac
}
