#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# usage: generate.sh bash|zsh|fish TCPLADDER
#
# Writes a shell's completion on standard output, from the option table that
# TCPLADDER --dump-options prints: name, letter, argument, help; by tabs.  An
# argument in brackets may be left out; [SLUG] is a rule of --dump-rules, and
# SLUG,... one or several.

set -eu

shell=$1
tcpladder=$2

tab=$(printf '\t')

slugs() {
	"$tcpladder" --dump-rules | cut -f 1 | paste -s -d ' ' -
}

# The choices of "a|b|c" or "a|b|c[:FILE]".
choices() {
	echo "${1%%[[]*}" | tr '|' ' '
}

bash_completion() {
	cat <<'END'
# bash completion for tcpladder; made by completion/generate.sh
# shellcheck shell=bash disable=SC2034,SC2207

_tcpladder()
{
	local cur prev words cword split=""
	_init_completion -s || return

	case $prev in
END
	"$tcpladder" --dump-options |
		while IFS=$tab read -r name letter argument _; do
			[ "$argument" != - ] || continue
			[ "$letter" = - ] || name="$name|-$letter"
			echo "	--$name)"
			bash_values "$argument"
			echo '		return'
			echo '		;;'
		done
	cat <<END
	esac
	[ -z "\$split" ] || return

	if [[ \$cur == -* ]]; then
		COMPREPLY=(\$(compgen -W '$(bash_words)' -- "\$cur"))
		[[ \${COMPREPLY-} != *= ]] || compopt -o nospace
		return
	fi
	_filedir
}

complete -F _tcpladder tcpladder
END
}

bash_values() {
	case $1 in
	*'|'*)
		echo "		COMPREPLY=(\$(compgen -W '$(choices "$1")' -- \"\$cur\"))"
		;;
	FILE) echo '		_filedir' ;;
	'[SLUG]' | SLUG,*)
		echo "		COMPREPLY=(\$(compgen -W '$(slugs)' -- \"\$cur\"))"
		;;
	esac
}

bash_words() {
	"$tcpladder" --dump-options |
		while IFS=$tab read -r name _ argument _; do
			case $argument in
			- | '['*) ;;
			*) name="$name=" ;;
			esac
			printf '%s--%s' "${separator-}" "$name"
			separator=' '
		done
}

zsh_completion() {
	echo '#compdef tcpladder'
	echo '# zsh completion for tcpladder; made by completion/generate.sh'
	echo
	echo "_arguments -s -S \\"
	"$tcpladder" --dump-options |
		while IFS=$tab read -r name letter argument help; do
			help=$(echo "$help" | sed "s/'/'\\\\''/g; s/[]:[]/\\\\&/g")
			zsh_option "--$name" "$letter" "$argument" "$help"
		done
	echo "	'*:capture file:_files'"
}

zsh_option() {
	name=$1
	letter=$2
	argument=$(zsh_argument "$3")
	help=$4
	equals=
	case $3 in
	-) ;;
	'['*) equals='=-' ;;
	*) equals='=' ;;
	esac
	if [ "$letter" = - ]; then
		echo "	'${name}${equals}[$help]$argument' \\"
		return
	fi
	plus=
	[ "$3" = - ] || plus=+
	echo "	'($name)-${letter}${plus}[$help]$argument' \\"
	echo "	'(-$letter)${name}${equals}[$help]$argument' \\"
}

zsh_argument() {
	case $1 in
	-) ;;
	*'|'*) echo ":value:($(choices "$1"))" ;;
	FILE) echo ':file:_files' ;;
	'[SLUG]') echo "::rule:($(slugs))" ;;
	SLUG,*) echo ":rules:_values -s , rule $(slugs)" ;;
	*) echo ":$1:" ;;
	esac
}

fish_completion() {
	echo '# fish completion for tcpladder; made by completion/generate.sh'
	echo
	"$tcpladder" --dump-options |
		while IFS=$tab read -r name letter argument help; do
			help=$(echo "$help" | sed "s/'/\\\\'/g")
			line="complete -c tcpladder"
			[ "$letter" = - ] || line="$line -s $letter"
			line="$line -l $name$(fish_argument "$argument")"
			echo "$line -d '$help'"
		done
}

fish_argument() {
	case $1 in
	-) ;;
	*'|'*) echo " -x -a '$(choices "$1")'" ;;
	FILE) echo ' -r -F' ;;
	'[SLUG]') echo " -a '$(slugs)'" ;;
	SLUG,*) echo " -x -a '$(slugs)'" ;;
	*) echo ' -x' ;;
	esac
}

case $shell in
bash) bash_completion ;;
zsh) zsh_completion ;;
fish) fish_completion ;;
*)
	echo "usage: $0 bash|zsh|fish TCPLADDER" >&2
	exit 2
	;;
esac
