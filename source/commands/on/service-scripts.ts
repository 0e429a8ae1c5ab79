import {quote} from '../../ssh/link.js';
import {serviceName, serviceUnit, type ServiceKind} from './service-unit.js';

/* What sets the service up, in the board's `sh`. */

const unit = `edgetop@${serviceName}`;

/** Prints what `parseServiceLook` reads. */
export const serviceLookScript = (root: string): string => `LC_ALL=C; export LC_ALL
echo "uid=$(id -u)"
echo "user=$(id -un)"
echo "state=$(systemctl is-system-running 2>/dev/null)"
for file in ${root}/usr/lib/systemd/system ${root}/lib/systemd/system; do
	[ -f "$file/edgetop@.service" ] && echo package=yes
done
exit 0
`;

/** What a board says of services. */
export type ServiceLook = {
	readonly kind: ServiceKind;
	readonly user: string;
	/** systemd is what this board was started with. */
	readonly hasSystemd: boolean;
	/** The unit of the `.deb` is there. */
	readonly hasPackage: boolean;
};

export const parseServiceLook = (text: string): ServiceLook => {
	const valueOf = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
	return {
		kind: valueOf('uid') === '0' ? 'system' : 'user',
		user: valueOf('user'),
		hasSystemd: !['', 'offline', 'unknown'].includes(valueOf('state')),
		hasPackage: valueOf('package') === 'yes',
	};
};

/** Files of the service. */
const filesOf = (kind: ServiceKind, root: string) =>
	kind === 'system'
		? {
				unit: `${root}/etc/systemd/system/edgetop@.service`,
				settings: `${root}/etc/edgetop/${serviceName}.conf`,
			}
		: {
				unit: '.config/systemd/user/edgetop@.service',
				settings: `.config/edgetop/${serviceName}.conf`,
			};

/** Where a build lies that a service of the system runs: no user's home is open to it. */
const systemBuilds = '/opt/edgetop';

const shellOf = (kind: ServiceKind): string =>
	kind === 'system'
		? 'ctl() { systemctl "$@"; }; log() { journalctl -u "$@"; }'
		: `XDG_RUNTIME_DIR=\${XDG_RUNTIME_DIR:-/run/user/$(id -u)}; export XDG_RUNTIME_DIR
ctl() { systemctl --user "$@"; }; log() { journalctl --user -u "$@"; }`;

/**
Writes unit and settings, enables and starts the service, and looks whether it stays. Where any of it fails everything is as before, and the last lines are `step=` and `why=`; else `done=yes`.

@param program From the user's home; undefined: the unit of the `.deb`, which is there.
@param watchSeconds How long it must run before it is called started.
*/
export const serviceScript = (
	{kind, user}: ServiceLook,
	{
		program,
		args,
		root,
		watchSeconds,
	}: {
		readonly program: string | undefined;
		readonly args: readonly string[];
		readonly root: string;
		readonly watchSeconds: number;
	},
): string => {
	const {unit: unitFile, settings} = filesOf(kind, root);
	const build = (program?.split('/') ?? [])[3];
	const placed = `${systemBuilds}/${build}/bin/edgetop`;
	const text =
		program === undefined ? undefined : serviceUnit(kind, kind === 'system' ? placed : program);
	return `LC_ALL=C; export LC_ALL
cd || exit 1
${shellOf(kind)}
files='${text === undefined ? '' : unitFile} ${settings}'
lingers= placed= was=
ctl is-enabled ${unit} >/dev/null 2>&1 && was=yes
undo() {
	ctl disable --now ${unit} >/dev/null 2>&1
	for file in $files; do
		rm -f "$file.new"
		if [ -f "$file.old" ]; then mv "$file.old" "$file"; else rm -f "$file"; fi
	done
	[ -n "$placed" ] && rm -rf "$placed"
	[ -n "$lingers" ] && loginctl disable-linger ${quote(user)} >/dev/null 2>&1
	ctl daemon-reload >/dev/null 2>&1
	[ -n "$was" ] && ctl enable --now ${unit} >/dev/null 2>&1
	exit 0
}
fail() { echo "step=$1"; echo "why=$(printf '%s' "$2" | tail -n 1)"; undo; }
for file in $files; do
	why=$(mkdir -p "$(dirname "$file")" 2>&1 && { [ ! -f "$file" ] || cp -p "$file" "$file.old" 2>&1; }) || fail write "$why"
done
${
	kind === 'user'
		? `if [ "$(loginctl show-user ${quote(user)} -p Linger 2>/dev/null)" != Linger=yes ]; then
	why=$(loginctl enable-linger ${quote(user)} 2>&1) || fail linger "$why"
	lingers=yes
fi
turn=0
until why=$(ctl show-environment 2>&1 >/dev/null); do
	turn=$((turn + 1)); [ $turn -gt 5 ] && fail bus "$why"
	sleep 1
done`
		: build === undefined
			? ''
			: `if [ ! -d ${root}${systemBuilds}/${build} ]; then
	placed=${root}${systemBuilds}/${build}
	why=$({ mkdir -p ${root}${systemBuilds} && cp -a ${program!.split('/').slice(0, -2).join('/')} "$placed" && chmod -R a+rX "$placed"; } 2>&1) || fail write "$why"
fi`
}
put() { why=$({ cat > "$1.new" && mv "$1.new" "$1"; } 2>&1) || fail write "$why"; }
${text === undefined ? '' : `put ${unitFile} << 'EDGETOP'\n${text}EDGETOP`}
put ${settings} << 'EDGETOP'
EDGETOP_ARGS=${args.join(' ')}
EDGETOP
why=$(ctl daemon-reload 2>&1) || fail start "$why"
why=$(ctl enable ${unit} 2>&1) || fail start "$why"
why=$(ctl restart ${unit} 2>&1) || fail start "$why"
turn=0
while [ $turn -lt ${watchSeconds} ]; do
	sleep 1
	turn=$((turn + 1))
	[ "$(ctl is-active ${unit} 2>/dev/null)" = active ] || fail run "$(log ${unit} -n 20 -o cat --no-pager 2>/dev/null | grep '^edgetop: ' | tail -n 1)"
done
for file in $files; do rm -f "$file.old"; done
echo done=yes
`;
};

/** The line for the board that takes the service away again. */
export const undoLine = ({kind, hasPackage}: ServiceLook): string => {
	const {unit: unitFile, settings} = filesOf(kind, '');
	return kind === 'system'
		? `systemctl disable --now ${unit}; rm -r ${settings}${hasPackage ? '' : ` ${unitFile} ${systemBuilds}`}`
		: `systemctl --user disable --now ${unit}; rm ${unitFile} ${settings}`;
};

/** The line that shows what it says. */
export const logLine = ({kind}: ServiceLook): string =>
	`journalctl ${kind === 'user' ? '--user ' : ''}-u ${unit}`;
