/* SPDX-License-Identifier: MIT */
/*
 * The gamma function's logarithm, whose sign is a variable of the program's.
 */
#define _GNU_SOURCE /* lgamma_r, lgammal_r */
#include <math.h>

int signgam;

double lgamma(double x)
{
    return lgamma_r(x, &signgam);
}

float lgammaf(float x)
{
    return lgammaf_r(x, &signgam);
}

long double lgammal(long double x)
{
    return lgammal_r(x, &signgam);
}

double gamma(double x)
{
    return lgamma(x);
}

float gammaf(float x)
{
    return lgammaf(x);
}

long double gammal(long double x)
{
    return lgammal(x);
}
