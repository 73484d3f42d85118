import { defineTransport, judge, type Report } from 'plimsoll';
import { CHOICES, runModel } from 'plimsoll/model';
import { RULES } from 'plimsoll/rules';
import { describeConformance } from 'plimsoll/testing';

export const used = [defineTransport, CHOICES, runModel, RULES, describeConformance];
export const report: Promise<Report> = judge('reference');
