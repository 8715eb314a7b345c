# SPDX-License-Identifier: BSD-2-Clause
"""The reports that reports.sh wrote, read by parsers that are not ours.

Files, in this order: sound, error, warning, note, cut, nonesuch, hostile.
"""
import json
import os
import re
import sys
import urllib.parse
import xml.etree.ElementTree

HOSTILE = b'a&<b>"c"\n::error::%0A,]]>\xff\xe2\x80\xae#\\\xc3\xa9.pcap'
SHOWN = 'a&<b>"c"\\x0A::error::%0A,]]>\\xFF?#\\é.pcap'
NAMES = ['sound.pcap', 'error.pcap', 'warning.pcap', 'note.pcap', 'cut.pcap',
         'nonesuch.pcap', SHOWN]
FOUND = [('error.pcap', 'j-plus-1', 'error', 2),
         ('warning.pcap', 'refused', 'warning', 2),
         ('cut.pcap', 'j-plus-1', 'error', 2),
         (SHOWN, 'j-plus-1', 'error', 2)]
TROUBLE = ['cut.pcap', 'nonesuch.pcap']
NUMBERS = 'J+1: expected 3735928560, found 3735928561'


def catalogue():
    """The rules, from the program: a slug, its severity, its texts."""
    with os.popen('"$TCPLADDER" --dump-rules') as pipe:
        return [line.rstrip('\n').split('\t') for line in pipe]


def check_lines():
    with open('lines', encoding='utf-8') as file:
        lines = file.read().splitlines()
    # The form editors parse; FILE is anything.
    pattern = re.compile(
        r'^(.+):packet (\d+): (error|warning|note): (.+) \[([a-z0-9-]+)\]$')
    found = []
    for line in lines[:-1]:
        name, packet, severity, message, slug = pattern.match(line).groups()
        found.append((name, slug, severity, int(packet)))
        assert slug != 'j-plus-1' or message == NUMBERS, line
    assert found == FOUND, found
    assert re.match(r'^7 files, 6 connections: 3 errors, 1 warning, \d+ notes$',
                    lines[-1]), lines[-1]


# The attributes and children that Jenkins' and the like know of each element.
JUNIT = {
    'testsuites': ({'name', 'tests', 'failures', 'errors', 'time'},
                   {'testsuite'}),
    'testsuite': ({'name', 'tests', 'failures', 'errors', 'skipped', 'time'},
                  {'testcase'}),
    'testcase': ({'name', 'classname', 'time'},
                 {'failure', 'error', 'system-out'}),
    'failure': ({'message', 'type'}, set()),
    'error': ({'message', 'type'}, set()),
    'system-out': (set(), set()),
}

# What SARIF 2.1.0 requires of each object we write, and which else of ours it
# knows: it allows no others, but in a bag of properties.
SARIF = {
    'log': ({'version', 'runs'}, {'$schema'}),
    'run': ({'tool'}, {'invocations', 'results'}),
    'tool': ({'driver'}, set()),
    'driver': ({'name'}, {'version', 'rules'}),
    'rule': ({'id'}, {'shortDescription', 'fullDescription', 'help',
                      'defaultConfiguration', 'properties'}),
    'result': ({'message'}, {'ruleId', 'ruleIndex', 'level', 'locations',
                             'properties'}),
    'invocation': ({'executionSuccessful'}, {'toolExecutionNotifications'}),
    'notification': ({'message'}, {'level', 'locations'}),
    'location': (set(), {'physicalLocation', 'logicalLocations'}),
    'physical': ({'artifactLocation'}, {'region'}),
    'artifact': ({'uri'}, set()),
    'region': ({'startLine'}, set()),
    'message': ({'text'}, set()),
}


def form(kind, value):
    """The object, which has what its kind must have and no more than it may."""
    required, others = SARIF[kind]
    assert required <= set(value) <= required | others, (kind, set(value))
    return value


def check_elements(element):
    attributes, children = JUNIT[element.tag]
    assert set(element.attrib) <= attributes, element.attrib
    for child in element:
        assert child.tag in children, (element.tag, child.tag)
        check_elements(child)


def check_junit():
    suites = xml.etree.ElementTree.parse('report.xml').getroot()
    slugs = [row[0] for row in catalogue()]
    assert suites.tag == 'testsuites'
    check_elements(suites)
    assert [suite.get('name') for suite in suites] == NAMES
    sums = {'tests': 0, 'failures': 0, 'errors': 0}
    failed = []
    troubled = []
    for suite in suites:
        assert suite.tag == 'testsuite'
        cases = list(suite)
        counts = {'tests': len(cases), 'failures': 0, 'errors': 0}
        names = [case.get('name') for case in cases]
        if suite.get('name') == 'nonesuch.pcap':
            assert names == ['readable'], names
        else:
            assert names == ['readable'] + slugs, names
        for case in cases:
            assert case.tag == 'testcase'
            assert case.get('classname') == suite.get('name')
            float(case.get('time'))
            for part in case:
                if part.tag == 'failure':
                    counts['failures'] += 1
                    assert part.get('type') == 'error'
                    assert part.get('message') == NUMBERS
                    assert part.text == (f'{suite.get("name")}:packet 2: '
                                         f'error: {NUMBERS} [j-plus-1]\n')
                    failed.append((suite.get('name'), case.get('name')))
                elif part.tag == 'error':
                    counts['errors'] += 1
                    assert part.get('message')
                    assert case.get('name') == 'readable'
                    troubled.append(suite.get('name'))
                else:
                    assert part.tag == 'system-out'
                    assert case.get('name') in ('refused', 'half-open')
        for key, count in counts.items():
            assert int(suite.get(key)) == count, key
            sums[key] += count
    for key, count in sums.items():
        assert int(suites.get(key)) == count, key
    assert failed == [(name, slug) for name, slug, severity, _ in FOUND
                      if severity == 'error'], failed
    assert troubled == TROUBLE, troubled


def capture_name(uri):
    """What NAMES call the file of a URI, which is a relative one here."""
    assert re.match(r"^[A-Za-z0-9/._~%-]+$", uri), uri
    name = urllib.parse.unquote_to_bytes(uri)
    return SHOWN if name == HOSTILE else name.decode()


def check_place(location):
    place = form('physical', form('location', location)['physicalLocation'])
    assert form('region', place['region'])['startLine'] >= 1
    return capture_name(form('artifact', place['artifactLocation'])['uri'])


def check_sarif():
    with open('report.sarif', encoding='utf-8') as file:
        log = json.load(file)
    # SARIF 2.1.0: 3.13 the log, 3.14 a run, 3.19 the tool's component, 3.20
    # the invocation, 3.27 a result, 3.49 a rule.
    assert log['version'] == '2.1.0'
    assert log['$schema'].endswith('sarif-schema-2.1.0.json')
    run, = form('log', log)['runs']
    driver = form('driver', form('tool', form('run', run)['tool'])['driver'])
    assert driver['name'] == 'tcpladder' and driver['version']
    rules = driver['rules']
    rows = catalogue()
    assert [rule['id'] for rule in rules[:-1]] == [row[0] for row in rows]
    assert len({rule['id'] for rule in rules}) == len(rules)
    for rule in rules:
        form('rule', rule)
    for rule, row in zip(rules, rows):
        _, severity, source, title, what, why, causes, remedy = row
        assert rule['defaultConfiguration']['level'] == severity
        assert rule['shortDescription']['text'] == title
        assert rule['fullDescription']['text'] == what
        for part in (what, why, causes, remedy, source):
            assert part in rule['help']['text'], rule['id']
    found = []
    for result in run['results']:
        form('message', form('result', result)['message'])
        assert rules[result['ruleIndex']]['id'] == result['ruleId']
        assert result['level'] in ('error', 'warning', 'note')
        assert result['message']['text']
        location, = result['locations']
        properties = result['properties']
        assert location['logicalLocations'] == [
            {'name': f'packet {properties["packet"]}', 'kind': 'element'}]
        found.append((check_place(location), result['ruleId'],
                      result['level'], properties['packet']))
        if result['ruleId'] == 'j-plus-1':
            assert properties['expected'] == '3735928560'
            assert properties['actual'] == '3735928561'
            assert properties['stream'] == 0
    assert found == FOUND, found
    invocation, = run['invocations']
    form('invocation', invocation)
    assert invocation['executionSuccessful'] is False
    told = invocation['toolExecutionNotifications']
    assert [check_place(one['locations'][0]) for one in told] == TROUBLE
    for one in told:
        form('message', form('notification', one)['message'])
        assert one['level'] == 'error' and one['message']['text']


def unescape(text, signs):
    for sign in signs:
        text = text.replace('%%%02X' % ord(sign), sign)
    return text.replace('%25', '%')


def check_github():
    with open('report.txt', encoding='utf-8') as file:
        lines = file.read().splitlines()
    pattern = re.compile(
        r'^::(error|warning|notice) file=([^,:]+),title=([^,:]+)::(.+)$')
    troubled = []
    found = []
    for line in lines:
        level, name, title, message = pattern.match(line).groups()
        name = unescape(name, ',:')
        message = unescape(message, '')
        if title == 'readable':
            troubled.append(name)
            continue
        packet = re.match('^' + re.escape(name) + r':packet (\d+): ', message)
        found.append((name, title, level, int(packet.group(1))))
    assert troubled == TROUBLE, troubled
    assert found == FOUND, found


def main():
    check_lines()
    if os.path.exists('report.xml'):
        check_junit()
    check_sarif()
    check_github()


sys.exit(main())
