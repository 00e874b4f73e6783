/* Go programs such as esbuild take random numbers from this DLL, which Wine 8 lacks. */
#include <windows.h>

/* RtlGenRandom by the name it is exported under. */
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length)
{
    return SystemFunction036(buffer, (ULONG)length);
}
