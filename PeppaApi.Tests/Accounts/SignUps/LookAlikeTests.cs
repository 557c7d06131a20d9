using PeppaApi.Accounts.SignUps;

namespace PeppaApi.Tests.Accounts.SignUps;

public sealed class LookAlikeTests
{
    [Theory]
    [InlineData("ann")]
    [InlineData("Ann_Lee-2.0")]
    [InlineData("josé")]
    [InlineData("小明")]
    [InlineData("小明abc123")]
    [InlineData("たろう")]
    [InlineData("太郎タロウ")]
    [InlineData("민수")]
    [InlineData("анна")]
    [InlineData("Ελένη")]
    public void Name_OfOneScript_IsPlain(string name) => Assert.True(LookAlike.IsPlain(name));

    [Theory]
    [InlineData("аnn")] // the first letter is Cyrillic
    [InlineData("αdmin")]
    [InlineData("анна小")]
    [InlineData("민たろ")]
    [InlineData("an\u200Bn")] // zero-width space
    [InlineData("an\u00ADn")] // soft hyphen
    [InlineData("ann\u202E")] // right-to-left override
    [InlineData("\u2066ann\u2069")]
    [InlineData("an\u0301n")] // not composed
    [InlineData("ａｎｎ")] // wide letters
    [InlineData("ann²")]
    [InlineData("ann①")]
    [InlineData("ann ann")]
    [InlineData("ann\u3000")]
    [InlineData("ann@example")]
    [InlineData("ann\n")]
    [InlineData("ann<b>")]
    [InlineData("👩ann")]
    [InlineData("نور")]
    [InlineData("\uD800ann")] // half a surrogate pair
    public void Name_OfMixedScriptsOrInvisibleLetters_IsNotPlain(string name) => Assert.False(LookAlike.IsPlain(name));

    [Theory]
    [InlineData("admin", "ADMIN")]
    [InlineData("admin", "аdmіn")]
    [InlineData("paypal", "paypa1")]
    [InlineData("paypal", "PAYPAI")]
    [InlineData("google", "g00gle")]
    [InlineData("modern", "modem")]
    [InlineData("wanda", "vvanda")]
    [InlineData("асе", "ace")]
    [InlineData("Αnna", "anna")]
    [InlineData("ann.lee", "ann-lee")]
    [InlineData("josé", "jose")]
    [InlineData("an\u200Bn", "ann")]
    public void Names_ThatLookTheSame_HaveOneSkeleton(string one, string other) => Assert.Equal(LookAlike.Skeleton(one), LookAlike.Skeleton(other));

    [Theory]
    [InlineData("ann", "anna")]
    [InlineData("ben", "den")]
    [InlineData("小明", "小朋")]
    [InlineData("user2", "user3")]
    public void Names_ThatLookDifferent_DoNot(string one, string other) => Assert.NotEqual(LookAlike.Skeleton(one), LookAlike.Skeleton(other));
}
