# SPDX-License-Identifier: BSD-2-Clause
"""Runs the commands of action.yml, ci/gitlab-template.yml and
.pre-commit-hooks.yaml as their runners do, and looks at what came of it."""
import os
import re
import shutil
import subprocess
import tempfile

import yaml

SOURCES = os.environ['srcdir']
PROGRAM = os.environ['TCPLADDER']
ERROR = ('traces/j 2.pcap:packet 2: error: J+1: expected 3735928560, '
         'found 3735928561 [j-plus-1]\n')
TOTALS = '2 files, 2 connections: 1 error, 0 warnings, 1 note\n'
HAS_JUNIT = subprocess.run(
    [PROGRAM, '--check', '--report=junit',
     os.path.join(SOURCES, 'pcaps/refused.pcap')],
    capture_output=True, check=False).returncode == 0


def load(name):
    with open(os.path.join(SOURCES, name), encoding='utf-8') as file:
        return yaml.safe_load(file)


def run(command, folder, environment):
    """A shell's command in the folder; the environment of the test's own."""
    known = {key: os.environ[key] for key in ('PATH', 'LC_ALL')
             if key in os.environ}
    return subprocess.run(['sh', '-e', '-c', command], cwd=folder, text=True,
                          env={**known, **environment}, capture_output=True,
                          check=False)


def folder_with_traces():
    folder = tempfile.mkdtemp()
    os.mkdir(os.path.join(folder, 'traces'))
    for name, place in (('j-plus-2', 'j 2'), ('four-way-close', 'sound')):
        shutil.copy(os.path.join(SOURCES, 'pcaps', name + '.pcap'),
                    os.path.join(folder, 'traces', place + '.pcap'))
    return folder


def read(*path):
    with open(os.path.join(*path), encoding='utf-8') as file:
        return file.read()


def run_action(folder, given):
    """The action's last step with these inputs, as GitHub runs it."""
    action = load('action.yml')
    assert action['runs']['using'] == 'composite'
    inputs = {name: given.get(name, row.get('default', ''))
              for name, row in action['inputs'].items()}
    assert set(given) <= set(inputs)
    step = action['runs']['steps'][-1]
    # No input stands in the command itself: it would be run by the shell.
    assert '${{' not in step['run']
    environment = {
        key: re.sub(r'\$\{\{ inputs\.([a-z-]+) \}\}',
                    lambda found: inputs[found.group(1)], value)
        for key, value in step['env'].items()}
    environment |= {
        'GITHUB_ACTIONS': 'true',
        'GITHUB_ACTION_PATH': os.path.abspath(SOURCES),
        'GITHUB_OUTPUT': os.path.join(folder, 'output'),
        'GITHUB_STEP_SUMMARY': os.path.join(folder, 'summary')}
    return run(step['run'], folder, environment)


def check_action():
    folder = folder_with_traces()
    given = {'files': 'traces/*.pcap', 'sarif': 'report.sarif',
             'tcpladder': PROGRAM}
    if HAS_JUNIT:
        given['junit'] = 'report.xml'
    done = run_action(folder, given)
    assert done.returncode == 1, done
    lines = done.stdout.splitlines(keepends=True)
    # The lines, fenced off, then the annotations.
    fence = re.match(r'^::stop-commands::([0-9a-f]{32})$', lines[0]).group(1)
    assert lines[1:4] == [ERROR, TOTALS, f'::{fence}::\n'], lines
    assert lines[4:] == ['::error file=traces/j 2.pcap,title=j-plus-1::'
                         + ERROR.replace(' error:', '')
                         .replace(' [j-plus-1]', '')], lines
    assert read(folder, 'output') == 'status=1\n'
    assert '    ' + ERROR in read(folder, 'summary')
    assert '"2.1.0"' in read(folder, 'report.sarif')
    assert not HAS_JUNIT or '<testsuites' in read(folder, 'report.xml')

    given['files'] = 'traces/j*.pcap\ntraces/sound.pcap'
    assert run_action(folder, given).returncode == 1
    given['ignore'] = 'j-plus-1'
    assert run_action(folder, given).returncode == 0
    given |= {'fail-on': 'note', 'filter': 'udp'}
    assert run_action(folder, given).returncode == 0
    given |= {'filter': '', 'only': 'aborted-open'}
    assert run_action(folder, given).returncode == 1
    given['files'] = 'nonesuch*.pcap'
    done = run_action(folder, given)
    assert done.returncode == 2 and 'nonesuch*.pcap' in done.stdout, done
    given['files'] = ''
    assert run_action(folder, given).returncode == 2

    # A capture cannot give the runner commands by its name.
    os.rename(os.path.join(folder, 'traces', 'j 2.pcap'),
              os.path.join(folder, '::warning::x.pcap'))
    done = run_action(folder, {'files': '::w*', 'tcpladder': PROGRAM})
    outside = re.sub(r'(?s)::stop-commands::(\w+)\n.*?\n::\1::\n', '',
                     done.stdout)
    assert outside.startswith('::error file=%3A%3Awarning%3A%3Ax.pcap,'), done
    assert len(outside.splitlines()) == 1, done
    shutil.rmtree(folder)


def check_gitlab():
    job = load('ci/gitlab-template.yml')['.tcpladder-check']
    variables = dict(job['variables'])
    report = job['artifacts']['reports']['junit']
    assert report == variables['CHECK_JUNIT']
    assert job['artifacts']['when'] == 'always'
    if not HAS_JUNIT:
        variables['CHECK_JUNIT'] = ''
    variables |= {'CHECK_FILES': 'traces/*.pcap', 'TCPLADDER': PROGRAM}
    folder = folder_with_traces()
    script = '\n'.join(job['script']).replace('/opt/tcpladder',
                                              os.path.abspath(SOURCES))
    done = run(script, folder, variables)
    assert (done.returncode, done.stdout) == (1, ERROR + TOTALS), done
    assert not HAS_JUNIT or '<testsuites' in read(folder, report)
    done = run(script, folder, variables | {'CHECK_IGNORE': 'j-plus-1'})
    assert done.returncode == 0, done
    # What is built before is what the script runs.
    assert '/opt/tcpladder/bootstrap' in job['before_script']
    shutil.rmtree(folder)


def check_pre_commit():
    hook, = load('.pre-commit-hooks.yaml')
    assert hook['language'] == 'system'
    for name, wanted in (('a.pcap', True), ('b/c.pcapng', True),
                         ('d.cap.gz', True), ('e.pcap.zst', True),
                         ('pcap', False), ('f.pcap.c', False),
                         ('g.pcapx', False)):
        assert bool(re.search(hook['files'], name)) == wanted, name
    folder = folder_with_traces()
    program = os.path.join(folder, 'bin')
    os.mkdir(program)
    os.symlink(os.path.abspath(PROGRAM), os.path.join(program, 'tcpladder'))
    path = {'PATH': program + ':' + os.environ['PATH']}
    done = run(hook['entry'] + " 'traces/j 2.pcap' traces/sound.pcap", folder,
               path)
    assert (done.returncode, done.stdout) == (1, ERROR + TOTALS), done
    done = run(hook['entry'] + ' --fail-on=warning traces/sound.pcap', folder,
               path)
    assert done.returncode == 0, done
    shutil.rmtree(folder)


def check_pages():
    """Each page names every input, variable and hook there is."""
    page = read(SOURCES, 'docs/ci/github.md')
    for name in load('action.yml')['inputs']:
        assert f'| `{name}` |' in page, name
    page = read(SOURCES, 'docs/ci/gitlab.md')
    for name in load('ci/gitlab-template.yml')['.tcpladder-check']['variables']:
        assert name == 'CHECK_JUNIT' or f'| `{name}` |' in page, name
    page = read(SOURCES, 'docs/ci/pre-commit.md')
    for hook in load('.pre-commit-hooks.yaml'):
        assert f'- id: {hook["id"]}\n' in page, hook


check_action()
check_gitlab()
check_pre_commit()
check_pages()
