/** What `edgetop --help` prints; the README shows it verbatim (a test compares). */
export const help = `
  Usage
    $ edgetop [options]                 classify images live on this machine
    $ edgetop <command> [options]

  Commands
    models     list, pull, inspect, verify, check or remove models
    data       list, pull, verify or remove sets of labelled images
    backends   which runtimes can run here, and what would mend the others
    doctor     every sensor: what it reads, or why not and what would mend it
    report     saved sessions: a table, four charts (text, md, csv, json, html)
    sessions   the runs on this machine: running, ended, cut off
    replay     a run on the screen again, from its journal
    attach     a running one on this screen; leaving lets it go on
    on         on BOARD [options]: the same on a board that ssh reaches; copies
               what it needs there, once (docs/boards.md)
    compare    saved sessions against each other: faster, slower, no difference;
               --live A B: two that run now, in turns (docs/compare.md)
    bench      every pair of models and backends in turns, as one table; goes
               on where it was interrupted (docs/bench.md)

  What runs
    --model NAME|FILE        model of the zoo, or a model file   (efficientnet-b0)
    --backend ID             runtime and device                  (onnxruntime:cpu)
    --device NAME            device of the backend, such as gpu:0
    --threads N              CPU threads     (physical cores of the fastest kind)
    --backend-option K=V     option of the backend; may be repeated
    --python FILE            Python with the runtimes that speak it, also
                             EDGETOP_PYTHON           (active venv, python3)
    --source PATH|URL        folder or list of images, video file, camera,
                             network stream                   (bundled samples)
    --realtime               a video at its own pace: frames that the model has
                             no time for are dropped, and counted
    --labels FILE            class names, one a line
    --limit N                only N images, drawn evenly from the classes
    --classes A,B,C          only images of these classes
    --shuffle-seed N         seed of the class-balanced order               (1)
    --frames-from PLACE      auto, memory, between or ahead: where images are
                             decoded, so that it disturbs no inference   (auto)
    --frames-cache SIZE      memory for decoded frames  (a quarter of the free)

  How long
    --duration TIME          end after this time of counted frames, such as 30m
    --frames N               end after N counted frames
    --passes N               end after N passes over the images or the video
    --resume FILE            go on with the pass that a saved session left
                             unfinished, to its end unless told otherwise
    --loop                   pass after pass until stopped  (with a screen; also
                             keeps a run without one from ending as VALID)
    --preset NAME            rapid, quick, standard or full: what makes a run
                             VALID (standard; without a screen quick, and the
                             run ends there unless told otherwise)

  What comes out
    --headless               no screen: progress to stderr, summary to stdout
    --json                   the summary as one JSON document (implies headless)
    --format text|json|ndjson  form of the output (implies headless)
    --output FILE            where to save the session's summary
    --journal FILE|off       a record a second, for a run that is cut off (on)
    --listen [HOST:]PORT     metrics for Prometheus         (off; 127.0.0.1)
    --otlp URL               metrics to an OpenTelemetry collector     (off)
    --min-fps N              fail below this FPS                   (exit code 3)
    --max-p99 TIME           fail above this p99 of inference      (exit code 3)
    --min-top1 SHARE         fail below this top-1 accuracy        (exit code 3)
    --fail-if WHAT[:N%]      compare: fail where a session is slower, or
                             less-accurate, by more than N     (exit code 3)
    --reference FILE         tables of other boards beside one's own, on the screen
                             and in reports: .json or .csv (docs/report.md)
    --live                   compare: run MODEL@BACKEND[,threads=N][,device=D]
                             [,OPTION=V] twice in turns, for --duration   (5m)
    --models A,B             bench: these models        (all on this machine)
    --backends X,Y           bench: these backends      (all that can run here)
    --slices N               bench: slices of each pair                     (4)
    --cool-down TIME|off     bench: longest wait between slices for the
                             temperature of the start                    (120s)
    --fresh                  bench: forget what was measured before

  The screen
    --refresh TIME           time between paints                       (500ms)
    --picture on|off         a small picture of the frame   (off over SSH)
    --ascii                  plain characters only
    --no-color               no colours (also NO_COLOR=1)

  Other
    --idle-baseline TIME     stand idle first, for energy net of idle: 30s
    --on-hangup end|continue  when the terminal is lost: end and save, or go on
                             without a screen, for edgetop attach      (end)
    --sensor-root DIR        read sensors below DIR: a recorded board
    --power-input FILE       watts from a USB meter, one "SECONDS WATTS" a line
    --debug                  show the stack of an error
    --version, --help

  Exit codes
    0 done   1 failed while running   2 bad usage or input   3 a limit was missed
    130 Ctrl-C   143 terminated   129 connection lost

  Examples
    $ edgetop
    $ edgetop --model ./my.onnx --source ~/photos
    $ edgetop --headless --duration 60s --json > run.json
    $ edgetop --headless --preset standard --min-fps 30 --max-p99 40ms
`;
