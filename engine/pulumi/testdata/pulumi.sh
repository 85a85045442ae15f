#!/bin/sh
# Stands in for the CLI: notes how it was called, plays a recorded event log
# back, and answers the state commands from files. The test says what to do by
# variables.
printf '%s\n' "$*" >>"$FAKE_CALLS"
env >"$FAKE_CALLS.env"
verb=$1
events=
file=
config=
provider=
previous=
for argument; do
	case $previous in
	--event-log) events=$argument ;;
	--file) file=$argument ;;
	--config-file) config=$argument ;;
	--secrets-provider) provider=$argument ;;
	esac
	previous=$argument
done
case "$1 $2" in
"stack init")
	if [ -n "$provider" ]; then
		printf 'secretsprovider: %s\nencryptedkey: key-%s\n' "$provider" "$3" >>"Pulumi.$3.yaml"
	else
		grep -q '^encryptionsalt:' "Pulumi.$3.yaml" || printf 'encryptionsalt: v1:fake-%s\n' "$3" >>"Pulumi.$3.yaml"
	fi
	mkdir -p "$FAKE_STATE"
	printf '{"version":3,"checkpoint":{"latest":null}}' >"$FAKE_STATE/$3.json"
	exit 0
	;;
"stack export")
	cat "$FAKE_EXPORT"
	exit 0
	;;
"stack import" | "stack rm")
	if [ -n "$FAKE_LOCKED" ]; then
		echo "$FAKE_COMPLAINT" >&2
		exit 255
	fi
	[ "$2" = rm ] && exit 0
	cp "$file" "$FAKE_CALLS.import"
	exit 0
	;;
"state unprotect") exit 0 ;;
"stack ls" | "stack output" | "stack history")
	cat "$FAKE_ANSWER"
	exit 0
	;;
esac
[ -n "$config" ] && cp "$config" "$FAKE_CALLS.config"
[ -n "$FAKE_EVENTS" ] && cat "$FAKE_EVENTS" >"$events"
[ -n "$FAKE_UNREADABLE" ] && mkdir "$events"
if [ -n "$FAKE_WAIT" ]; then
	# The engine's answer to an interrupt; with "deaf" there is none.
	if [ "$FAKE_WAIT" = deaf ]; then trap '' INT; else trap 'echo stopping; exit 1' INT; fi
	while :; do sleep 0.05; done
fi
echo "$verb done"
[ -n "$FAKE_COMPLAINT" ] && echo "$FAKE_COMPLAINT" >&2
exit "${FAKE_CODE:-0}"
