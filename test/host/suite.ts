/** What a user does with a notebook, in a real VS Code: the same suites in its Node and in its web extension host. */
import './suites/files.js';
import './suites/running.js';
import './suites/formats.js';
import './suites/diagnostics.js';
import './suites/data-tier.js';
import './suites/quick-fixes.js';
import './suites/language.js';
import './suites/knowledge.js';
import './suites/layout.js';
import './suites/navigation.js';
import './suites/commands.js';
import './suites/reports.js';
import './suites/workbench.js';
import './suites/tools.js';
