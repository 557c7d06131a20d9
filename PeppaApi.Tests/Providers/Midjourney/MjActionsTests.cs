using PeppaApi.Providers.Midjourney;

namespace PeppaApi.Tests.Providers.Midjourney;

/// <summary>What buttons do (vendors/midjourney-proxy.md, 5.1), and what actions are priced as.</summary>
public sealed class MjActionsTests
{
    [Theory]
    [InlineData("MJ::JOB::upsample::2::3dbbd469", "UPSCALE")]
    [InlineData("MJ::JOB::upsample_v6_2x_subtle::1::3dbbd469::SOLO", "UPSCALE")]
    [InlineData("MJ::JOB::variation::3::3dbbd469", "VARIATION")]
    [InlineData("MJ::JOB::high_variation::1::3dbbd469::SOLO", "HIGH_VARIATION")]
    [InlineData("MJ::JOB::low_variation::1::3dbbd469::SOLO", "LOW_VARIATION")]
    [InlineData("MJ::JOB::pan_left::1::3dbbd469::SOLO", "PAN")]
    [InlineData("MJ::JOB::reroll::0::3dbbd469::SOLO", "REROLL")]
    [InlineData("MJ::Outpaint::50::1::3dbbd469::SOLO", "ZOOM")]
    [InlineData("MJ::CustomZoom::3dbbd469", "CUSTOM_ZOOM")]
    [InlineData("MJ::Inpaint::1::3dbbd469::SOLO", "INPAINT")]
    [InlineData("MJ::BOOKMARK::3dbbd469", null)]
    [InlineData("MJ", null)]
    [InlineData("XX::JOB::upsample::2::3dbbd469", null)]
    [InlineData("", null)]
    public void Button_OfEachKind_HasItsAction(string customId, string? action) => Assert.Equal(action, MjActions.OfButton(customId));

    [Theory]
    [InlineData("IMAGINE", "", "mj_imagine")]
    [InlineData("HIGH_VARIATION", "turbo", "mj_turbo_high_variation")]
    [InlineData("SWAP_FACE", "fast", "swap_face")]
    public void Model_OfAnActionAndMode_IsItsPricedName(string action, string mode, string model) => Assert.Equal(model, MjActions.Model(action, mode));
}
