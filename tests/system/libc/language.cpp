/* SPDX-License-Identifier: MIT */
/*
 * C++17 without exceptions and without its library: what the compiler wants of the program around
 * it.
 */
#include "expect.h"

#include <new>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define THREADS 4

/* More static objects than a table of 32 entries takes. */
#define OBJECTS 100

namespace
{

/* Objects end in the reverse order of their beginning. */
int alive;

struct Counted {
    int number;
    Counted() : number(alive++)
    {
    }
    Counted(const Counted &) = delete;
    ~Counted()
    {
        alive--;
        if (alive != number) {
            printf("language: %d ends when %d are left\n", number, alive);
            _exit(1);
        }
        if (alive == 0) {
            printf("language: many end, the last first\n");
        }
    }
};

template <int Number> struct Chain {
    static inline Counted object;
    static int count()
    {
        return (object.number >= 0) + Chain<Number - 1>::count();
    }
};

template <> struct Chain<0> {
    static int count()
    {
        return 0;
    }
};

void objects_are_made_before_main()
{
    EXPECT(alive == OBJECTS && Chain<OBJECTS>::count() == OBJECTS);
    printf("language: objects are made before main\n");
}

int slow_value()
{
    static int calls;
    usleep(2000); /* so that the others come meanwhile */
    return ++calls;
}

void *use_static(void *)
{
    static const int value = slow_value();
    EXPECT(value == 1);
    return nullptr;
}

template <typename Start> void run(Start start)
{
    pthread_t thread[THREADS];
    for (auto &each : thread) {
        EXPECT(pthread_create(&each, nullptr, start, nullptr) == 0);
    }
    for (auto &each : thread) {
        EXPECT(pthread_join(each, nullptr) == 0);
    }
}

void a_variable_is_initialized_once()
{
    run(use_static);
    printf("language: a variable is initialized once\n");
}

int made;
int destroyed;

struct Own {
    int value = 7;
    Own()
    {
        __atomic_add_fetch(&made, 1, __ATOMIC_RELAXED);
    }
    ~Own()
    {
        __atomic_add_fetch(&destroyed, 1, __ATOMIC_RELAXED);
    }
};

thread_local Own own;

void *use_own(void *)
{
    EXPECT(own.value++ == 7 && own.value == 8);
    return nullptr;
}

void each_thread_has_its_objects()
{
    run(use_own);
    EXPECT(made == THREADS && destroyed == THREADS);
    printf("language: each thread has its objects\n");
}

struct alignas(256) Wide {
    char bytes[300];
};

void memory_comes_from_operators()
{
    auto *one = new Own;
    auto *many = new Own[5];
    auto *wide = new Wide;
    auto *wides = new Wide[2];
    EXPECT(made == THREADS + 6 && reinterpret_cast<uintptr_t>(one) % 16 == 0);
    EXPECT(reinterpret_cast<uintptr_t>(wide) % 256 == 0);
    EXPECT(reinterpret_cast<uintptr_t>(wides) % 256 == 0);
    delete one;
    delete[] many;
    delete wide;
    delete[] wides;
    EXPECT(destroyed == THREADS + 6);
    char *volatile too_much = new (std::nothrow) char[64 << 20];
    EXPECT(too_much == nullptr);
    alignas(Own) char place[sizeof(Own)];
    auto *placed = new (place) Own;
    EXPECT(static_cast<void *>(placed) == place && placed->value == 7);
    placed->~Own();
    printf("language: memory comes from operators\n");
}

struct Shape {
    virtual ~Shape() = default;
    virtual int area() const = 0;
};

struct Square final : Shape {
    int side;
    explicit Square(int of) : side(of)
    {
    }
    int area() const override
    {
        return side * side;
    }
};

void functions_are_virtual()
{
    Shape *shape = new Square(5);
    auto add = [shape](auto more) { return shape->area() + more; };
    EXPECT(add(1) == 26);
    if constexpr (sizeof(void *) == 8) {
        EXPECT(add(2LL) == 27);
    }
    delete shape;
    printf("language: functions are virtual\n");
}

} // namespace

int main()
{
    objects_are_made_before_main();
    a_variable_is_initialized_once();
    each_thread_has_its_objects();
    memory_comes_from_operators();
    functions_are_virtual();
    return 0;
}
