#!/bin/sh
# Fuzzes the targets that are named, or all of them, one after the other, CHATROOM_FUZZ_SECONDS each
# (60, if it is not set). Needs a stable Rust and a C++ compiler, nothing else.
#
#     CHATROOM_FUZZ_SECONDS=600 fuzz/run.sh doors client
#
# What is found while fuzzing goes to fuzz/found/TARGET and is where the next run begins; an input that
# breaks something goes to fuzz/artifacts/TARGET, and ends the script. Run it again with
#
#     fuzz/run.sh doors fuzz/artifacts/doors/crash-…
set -eu
cd "$(dirname "$0")"
here=$(pwd)

host=$(rustc -vV | sed -n 's/^host: //p')
target_dir=${CARGO_TARGET_DIR:-$here/target}
export CARGO_TARGET_DIR="$target_dir"
# Coverage as libFuzzer wants it, from a stable compiler. With an explicit --target the flags are not
# used for build scripts.
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares ${CHATROOM_FUZZ_FLAGS:-}"
cargo build --release --target "$host"
unset RUSTFLAGS
program="$target_dir/$host/release/chatroom-fuzz"

# One input again.
if [ $# -eq 2 ] && [ -f "$OLDPWD/$2" -o -f "$2" ]; then
    [ -f "$2" ] && input=$2 || input=$OLDPWD/$2
    CHATROOM_FUZZ_TARGET=$1 exec "$program" "$input"
fi

[ $# -gt 0 ] || set -- $(ls corpus)
for target; do
    echo "== $target"
    mkdir -p "found/$target" "artifacts/$target"
    # A megabyte is more than any reader takes at once; 25 seconds for one input is a hang.
    CHATROOM_FUZZ_TARGET=$target "$program" "found/$target" "corpus/$target" \
        -dict=words.dict -artifact_prefix="artifacts/$target/" \
        -max_total_time="${CHATROOM_FUZZ_SECONDS:-60}" -max_len=16384 -timeout=25 -rss_limit_mb=2048 \
        -print_final_stats=1
done
