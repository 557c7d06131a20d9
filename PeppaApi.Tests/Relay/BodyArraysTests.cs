using System.Runtime.CompilerServices;
using CsCheck;
using PeppaApi.Relay;

namespace PeppaApi.Tests.Relay;

public sealed class BodyArraysTests
{
    private const int Odd = 3_000_017;

    [Fact]
    public void Rent_Large_IsHardlyLongerThanAskedFor() => Gen.Int[BodyArrays.LongestShared + 1, 64 * 1024 * 1024].Sample(
        least =>
        {
            var length = BodyArrays.Rent(least).Length;
            Assert.InRange(length, least, least + (least / 16) + 1);
        },
        iter: 30, threads: 1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BodyArrays.LongestShared)]
    [InlineData(BodyArrays.LongestShared + 1)]
    [InlineData(256 * 1024)]
    [InlineData((256 * 1024) + 1)]
    public void Rent_AtABorder_HasRoom(int least)
    {
        var array = BodyArrays.Rent(least);
        Assert.True(array.Length >= least);
        BodyArrays.Return(array, least);
    }

    [Fact]
    public void Return_Large_IsTheNextTenantsAndEmpty()
    {
        var array = BodyArrays.Rent(Odd);
        array.AsSpan(0, Odd).Fill(7);
        BodyArrays.Return(array, Odd);
        var next = BodyArrays.Rent(Odd - 1);
        Assert.Same(array, next);
        Assert.False(next.AsSpan(0, Odd).ContainsAnyExcept((byte)0));
        Assert.NotSame(array, BodyArrays.Rent(Odd));
    }

    [Fact]
    public void Return_Large_IsKeptFromNoCollection()
    {
        var gone = Make();
        GC.Collect();
        Assert.False(gone.TryGetTarget(out _));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference<byte[]> Make()
        {
            var array = BodyArrays.Rent(5_000_011);
            BodyArrays.Return(array, 10);
            return new WeakReference<byte[]>(array);
        }
    }
}
