import { defineTransport, judge, type Report } from 'plimsoll';
import { CHOICES, runModel } from 'plimsoll/model';
import { monitor } from 'plimsoll/monitor';
import { RULES } from 'plimsoll/rules';
import { describeConformance } from 'plimsoll/testing';

export const used = [defineTransport, CHOICES, runModel, RULES, describeConformance, monitor];
export const report: Promise<Report> = judge('reference');
