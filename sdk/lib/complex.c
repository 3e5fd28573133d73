/* SPDX-License-Identifier: MIT */
/*
 * Products and quotients of complex numbers, which a compiler calls out of line (C17, annex G.5.1):
 * what is infinite stays infinite, although the usual formula makes NaN of it.
 */
#include <math.h>
#include <stdbool.h>

/* A product that is rounded and one that is not would not cancel each other. */
#pragma STDC FP_CONTRACT OFF

/* An extension where there is no library, which is how a compiler's own functions are compiled. */
__extension__ typedef double _Complex double_complex;
__extension__ typedef float _Complex float_complex;

double_complex __muldc3(double a, double b, double c, double d);
double_complex __divdc3(double a, double b, double c, double d);
float_complex __mulsc3(float a, float b, float c, float d);
float_complex __divsc3(float a, float b, float c, float d);

static double_complex make(double real, double imaginary)
{
    union {
        double part[2];
        double_complex whole;
    } value = {.part = {real, imaginary}};
    return value.whole;
}

/* 1 or 0, with the sign, for what is infinite or not. */
static double box(double value)
{
    return copysign(isinf(value) ? 1.0 : 0.0, value);
}

/* 0, with the sign, for NaN. */
static double zero_if_nan(double value)
{
    return isnan(value) ? copysign(0.0, value) : value;
}

/* (a + bi)(c + di), when the formula gave NaN twice. False: that is what it is. */
static bool multiply_infinite(double a, double b, double c, double d, double_complex *product_out)
{
    bool overflows = isinf(a * c) || isinf(b * d) || isinf(a * d) || isinf(b * c);
    bool left = isinf(a) || isinf(b);
    bool right = isinf(c) || isinf(d);
    if (!left && !right && !overflows) {
        return false;
    }
    if (left) {
        a = box(a);
        b = box(b);
    } else {
        a = zero_if_nan(a);
        b = zero_if_nan(b);
    }
    if (right) {
        c = box(c);
        d = box(d);
    } else {
        c = zero_if_nan(c);
        d = zero_if_nan(d);
    }
    *product_out = make(INFINITY * (a * c - b * d), INFINITY * (a * d + b * c));
    return true;
}

double_complex __muldc3(double a, double b, double c, double d)
{
    double real = a * c - b * d;
    double imaginary = a * d + b * c;
    double_complex product = make(real, imaginary);
    if (isnan(real) && isnan(imaginary)) {
        (void)multiply_infinite(a, b, c, d, &product); /* else it is NaN */
    }
    return product;
}

/* (a + bi)/(c + di), when the formula gave NaN twice; c and d are scaled, by a finite power. */
static double_complex divide_infinite(double a, double b, double c, double d, double square)
{
    if (square == 0.0 && (!isnan(a) || !isnan(b))) {
        return make(copysign(INFINITY, c) * a, copysign(INFINITY, c) * b);
    }
    if ((isinf(a) || isinf(b)) && isfinite(c) && isfinite(d)) {
        a = box(a);
        b = box(b);
        return make(INFINITY * (a * c + b * d), INFINITY * (b * c - a * d));
    }
    if ((isinf(c) || isinf(d)) && isfinite(a) && isfinite(b)) {
        c = box(c);
        d = box(d);
        return make(0.0 * (a * c + b * d), 0.0 * (b * c - a * d));
    }
    return make(NAN, NAN);
}

double_complex __divdc3(double a, double b, double c, double d)
{
    double power = logb(fmax(fabs(c), fabs(d)));
    int scale = 0;
    if (isfinite(power)) { /* so that the square neither overflows nor underflows */
        scale = -(int)power;
        c = scalbn(c, scale);
        d = scalbn(d, scale);
    }
    double square = c * c + d * d;
    double real = scalbn((a * c + b * d) / square, scale);
    double imaginary = scalbn((b * c - a * d) / square, scale);
    if (isnan(real) && isnan(imaginary)) {
        return divide_infinite(a, b, c, d, square);
    }
    return make(real, imaginary);
}

/* In double nothing of a float overflows, and the result is rounded once more. */
float_complex __mulsc3(float a, float b, float c, float d)
{
    return (float_complex)__muldc3((double)a, (double)b, (double)c, (double)d);
}

float_complex __divsc3(float a, float b, float c, float d)
{
    return (float_complex)__divdc3((double)a, (double)b, (double)c, (double)d);
}
