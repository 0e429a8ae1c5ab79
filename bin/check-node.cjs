'use strict';
// Old JavaScript on purpose: this file has to be understood by every Node that a board may have.
var needed = [20, 19];

/** One line for a Node that is too old; undefined where it is new enough. */
exports.objection = function (version, platform, arch) {
	var parts = version.split('.');
	var major = Number(parts[0]);
	if (major > needed[0] || (major === needed[0] && Number(parts[1]) >= needed[1])) {
		return undefined;
	}

	var build = platform === 'linux' && (arch === 'x64' || arch === 'arm64')
		? 'take the build that brings its own Node (edgetop-*-' + platform + '-' + arch + '.tar.xz, docs/release.md), or '
		: '';
	return 'edgetop: Node ' + version + ' is too old, edgetop needs ' + needed.join('.') + ' or newer: '
		+ build + 'install a newer Node (nvm install 22, or nodejs.org)';
};

/** Ends the process with that line. */
exports.check = function () {
	var line = exports.objection(process.versions.node, process.platform, process.arch);
	if (line !== undefined) {
		console.error(line);
		process.exit(2);
	}
};
